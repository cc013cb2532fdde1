"""The program broken on purpose, in one process: shows that a harness goes red where it must."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from treatplan.services.clinic.patients import Patients
from treatplan.storage import database, disk
from treatplan.storage.keys import copies


def _synchronous(word: str, number: int) -> None:
    kept = tuple(setting for setting in database.SETTINGS if setting[0] != "synchronous")
    _put(database, "SETTINGS", (("synchronous", word, number), *kept))


def _names_unsynced() -> None:
    _put(disk, "names_to_disk", lambda _folder: None)
    _put(copies, "_names_to_the_disk", lambda _folder: None)


def _keys_unsynced() -> None:
    for module, name in ((copies, "_to_the_disk"), (copies, "to_disk"), (disk, "to_disk"), (disk, "_to_disk")):
        _put(module, name, lambda _handle: None)


def _saves_nothing() -> None:
    _put(Patients, "add", lambda _self, _session, _person: None)


def _put(where: ModuleType | type, name: str, what: Any) -> None:
    """Only in place of what is there: names come and go."""
    if hasattr(where, name):
        setattr(where, name, what)


WEAKENINGS: dict[str, Callable[[], None]] = {
    "synchronous-normal": lambda: _synchronous("NORMAL", 1),
    "synchronous-off": lambda: _synchronous("OFF", 0),
    "names-unsynced": _names_unsynced,
    "keys-unsynced": _keys_unsynced,
    "saves-nothing": _saves_nothing,
}


def weaken(name: str) -> None:
    """Break this process."""
    WEAKENINGS[name]()
