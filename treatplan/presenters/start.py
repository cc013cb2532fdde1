"""Before a clinic is open: unlock it, make one, or come in by the recovery code. No passphrase is kept here."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from PySide6.QtCore import QObject, Signal

from treatplan.domain.errors import Refused, TooSoon, TreatplanError, WrongSecret
from treatplan.domain.letters import is_of_a_clinic
from treatplan.domain.texts import Texts
from treatplan.domain.value import value
from treatplan.presenters.background import Background
from treatplan.presenters.new_clinic import (
    ClinicTyped,
    Country,
    as_new_clinic,
    problems_of_clinic,
    problems_of_secret,
    with_field,
)
from treatplan.presenters.prompts import Prompts
from treatplan.presenters.saying import Told, in_words

if TYPE_CHECKING:  # what a clinic can do is loaded after the first paint
    from treatplan.services.clinic.entry import Door, OpenClinic

SUFFIX = ".treatplan"
Step: TypeAlias = Literal["looking", "welcome", "unlock", "recover", "create", "code"]
NoticeLevel: TypeAlias = Literal["info", "caution", "stop"]


@value
class StartView:
    """What the start page shows. `tries` counts refused passphrases: the page selects what was typed at each."""

    step: Step = "looking"
    place: str = ""
    file: str = ""
    users: tuple[str, ...] = ()
    user: str = ""
    busy: bool = False
    problems: Mapping[str, str]
    tries: int = 0
    notice: Told | None = None
    notice_level: NoticeLevel = "stop"
    typed: ClinicTyped
    countries: tuple[Country, ...] = ()
    code: tuple[str, ...] = ()
    code_saved: str = ""


class Start(QObject):
    """`opened` carries the clinic that was unlocked or made."""

    changed = Signal()
    opened = Signal(object)

    def __init__(
        self,
        door: Callable[[], "Door"],
        countries: Callable[[], tuple[Country, ...]],
        place: str,
        background: Background,
        prompts: Prompts,
        texts: Texts,
    ) -> None:
        """`door` and `countries` are slow the first time: they are called in the background only."""
        super().__init__()
        self._door = door
        self._countries = countries
        self._background = background
        self._prompts = prompts
        self._texts = texts
        self._made: OpenClinic | None = None
        self._view = StartView(problems={}, typed=ClinicTyped(place=place))
        self._at(place)

    @property
    def view(self) -> StartView:
        return self._view

    # Which clinic

    def look(self) -> None:
        """See what is at the place: a clinic to unlock, or none."""
        place = self._view.place
        self._show(step="looking", users=(), user="", problems={}, notice=None, busy=False)

        def work() -> tuple[bool, tuple[str, ...]]:
            door = self._door()
            return door.exists(place), door.users(place) if door.exists(place) else ()

        self._background.latest("start", work, self._seen, self._unseen)

    def open_other(self) -> None:
        """Ask for another clinic's file."""
        self._prompts.ask_open_file(self._other)

    def choose_user(self, user: str) -> None:
        self._show(user=user, problems={})

    def clear_problem(self, field: str) -> None:
        """What was wrong is being typed anew."""
        if field in self._view.problems:
            self._show(problems={name: text for name, text in self._view.problems.items() if name != field})

    def back(self) -> None:
        """Back to unlocking, or to the welcome."""
        if not self._view.busy:
            self.look()

    # Unlocking

    def unlock(self, passphrase: str) -> None:
        """Try a passphrase. The clinic opens, or the page says why it does not."""
        if self._view.busy:
            return
        user, place = self._view.user, self._view.place
        if not user:
            self._wrong({"user": self._texts.say("unlock.who_missing")})
        elif not passphrase:
            self._wrong({"passphrase": self._texts.say("unlock.passphrase_missing")})
        else:
            self._show(busy=True, problems={}, notice=None)
            work = lambda: self._door().enter(place, user, passphrase, "window")  # noqa: E731  (one line of work)
            self._background.run(work, self._entered, self._refused)

    def to_recover(self) -> None:
        """The passphrase is lost."""
        self._show(step="recover", problems={}, notice=None)

    def recover(self, code: str, passphrase: str, again: str) -> None:
        """Come in by the recovery code, with a new passphrase from now on."""
        if self._view.busy:
            return
        user, place = self._view.user, self._view.place
        problems = dict(problems_of_secret(passphrase, again, (user,), self._texts))
        if not code.strip():
            problems["code"] = self._texts.say("recover.code_missing")
        if not user:
            problems["user"] = self._texts.say("unlock.who_missing")
        if problems:
            self._wrong(problems)
            return
        self._show(busy=True, problems={}, notice=None)
        work = lambda: self._door().recover(place, code, user, passphrase, "window")  # noqa: E731  (one line of work)
        self._background.run(work, self._entered, self._refused)

    # A new clinic

    def to_create(self) -> None:
        """Begin a new clinic; what was typed before is still there."""
        free = self._view.step == "welcome"
        typed = self._view.typed
        place = self._view.place if free else _beside(self._view.place)
        self._show(step="create", problems={}, notice=None, typed=replace(typed, place=typed.place if free else place))
        if not self._view.countries:
            self._background.latest("countries", self._countries, self._countries_there, self._refused)

    def type(self, field: str, text: str) -> None:
        """Something was typed into the form of the new clinic."""
        problems = {name: words for name, words in self._view.problems.items() if name != field}
        self._show(typed=with_field(self._view.typed, field, text), problems=problems)

    def change_place(self) -> None:
        """Ask where the new clinic's file goes."""
        self._prompts.ask_save_file(Path(self._view.typed.place).name or f"clinic{SUFFIX}", self._placed)

    def create(self, passphrase: str, again: str) -> None:
        """Make the clinic. Its recovery code is shown next, this once."""
        if self._view.busy:
            return
        typed = self._view.typed
        problems = problems_of_clinic(typed, self._texts)
        names = (typed.name, typed.login, typed.clinic)
        problems.update(problems_of_secret(passphrase, again, names, self._texts))
        if problems:
            self._wrong(problems)
            return
        self._show(busy=True, problems={}, notice=None)
        new = as_new_clinic(typed)
        work = lambda: self._door().create(typed.place, new, passphrase, "window")  # noqa: E731  (one line of work)
        self._background.run(work, self._was_made, self._refused)

    def save_code(self) -> None:
        """Ask where the recovery code is to be saved."""
        self._prompts.ask_save_file(self._texts.say("code.file_name"), self._save_code_to)

    def confirm_code(self, last_group: str) -> None:
        """Go on, once the code's last group was typed from wherever it was written down."""
        if self._made is None:
            return
        if _plain(last_group) != _plain(self._view.code[-1]):
            self._wrong({"last_group": self._texts.say("code.wrong")})
            return
        made, self._made = self._made, None
        self._show(step="looking", code=(), code_saved="", problems={}, typed=ClinicTyped(), notice=None)
        self.opened.emit(made)

    def take_unconfirmed(self) -> "OpenClinic | None":
        """The clinic whose code was not confirmed yet, for the one who closes the window; it is no longer ours."""
        made, self._made = self._made, None
        return made

    # What comes back

    def _seen(self, found: tuple[bool, tuple[str, ...]]) -> None:
        there, users = found
        user = users[0] if len(users) == 1 else ""
        self._show(step="unlock" if there else "welcome", users=users, user=user)

    def _unseen(self, error: Exception) -> None:
        self._show(step="unlock")  # first: after a mistake of the program there must be a way on too
        self._show(notice=Told(title=self._texts.say("unlock.failed"), text=in_words(error)))

    def _other(self, path: Path) -> None:
        self._at(str(path))
        self.look()

    def _entered(self, clinic: "OpenClinic") -> None:
        self._show(busy=False, step="looking")
        self.opened.emit(clinic)

    def _refused(self, error: Exception) -> None:
        self._show(busy=False)
        if not isinstance(error, TreatplanError):
            raise error
        if isinstance(error, WrongSecret):
            field = "code" if self._view.step == "recover" else "passphrase"
            self._wrong({field: self._texts.say(f"{self._view.step}.wrong")})
            return
        if isinstance(error, TooSoon):
            self._wrong({"passphrase": in_words(error)})
            return
        if isinstance(error, Refused) and error.problems[0].field == "passphrase":  # the list is not looked at here
            self._wrong({"passphrase": self._texts.say("passphrase.common")})
            return
        title = self._texts.say("new.failed" if self._view.step == "create" else "unlock.failed")
        self._show(notice=Told(title=title, text=in_words(error)))

    def _countries_there(self, countries: tuple[Country, ...]) -> None:
        self._show(countries=countries)

    def _placed(self, path: Path) -> None:
        named = path if path.suffix == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")
        self.type("place", str(named))

    def _was_made(self, made: tuple["OpenClinic", str]) -> None:
        self._made, code = made
        self._at(self._view.typed.place)
        self._show(step="code", busy=False, code=tuple(code.split("-")))

    def _save_code_to(self, path: Path) -> None:
        text = self._texts.say("code.file", clinic=self._view.typed.clinic, code="-".join(self._view.code))

        def work() -> Path:
            if is_of_a_clinic(path) and path.exists():
                raise FileExistsError(EEXIST, os.strerror(EEXIST))  # never over the clinic that was just made
            path.touch(mode=0o600)
            path.chmod(0o600)
            path.write_text(text, encoding="utf-8", newline="\n")
            return path

        self._background.run(work, self._code_saved, self._code_unsaved)

    def _code_saved(self, path: Path) -> None:
        self._show(code_saved=self._texts.say("code.saved", file=path.name), notice=None)

    def _code_unsaved(self, error: Exception) -> None:
        if not isinstance(error, OSError):
            raise error
        why = (error.strerror or "").lower()
        self._show(
            notice=Told(title=self._texts.say("code.unsaved"), text=self._texts.say("code.unsaved_why", why=why))
        )

    def _at(self, place: str) -> None:
        self._view = replace(self._view, place=place, file=Path(place).name)

    def _wrong(self, problems: Mapping[str, str]) -> None:
        self._show(problems=dict(problems), tries=self._view.tries + 1)

    def _show(self, **changes: Any) -> None:
        made = replace(self._view, **changes)
        if made != self._view:
            self._view = made
            self.changed.emit()


def _beside(place: str) -> str:
    """A free name beside a clinic that is there already; the service refuses it where it is taken after all."""
    path = Path(place)
    return str(path.with_name(f"{path.stem} 2{SUFFIX}"))


def _plain(group: str) -> str:
    """A group of the code as it counts: no case, no spaces, letters that are taken for figures."""
    return "".join(group.split()).upper().replace("-", "").translate(str.maketrans("OIL", "011"))
