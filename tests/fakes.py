"""Stand-ins for what surrounds a presenter: work done at once, a user who answers at once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class InlineBackground:
    """Does all work at once, in place. With `holds` it waits until `release()`, as a busy worker would."""

    def __init__(self, *, holds: bool = False) -> None:
        self.holds = holds
        self.errors: list[Exception] = []  # what nobody asked for
        self._waiting: list[tuple[str, Callable[[], None]]] = []

    def run(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        self._do("", work, done, failed)

    def latest(
        self,
        key: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.forget(key)
        self._do(key, work, done, failed)

    def forget(self, key: str) -> None:
        self._waiting = [(own, job) for own, job in self._waiting if own != key]

    def release(self) -> None:
        """Do what waits, in order."""
        waiting, self._waiting = self._waiting, []
        for _, job in waiting:
            job()

    @property
    def waiting(self) -> int:
        """How much work waits."""
        return len(self._waiting)

    def _do(
        self, key: str, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None] | None
    ) -> None:
        def job() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001  (as the worker does: told to the asker, or kept)
                if failed is None:
                    self.errors.append(error)
                else:
                    failed(error)
            else:
                done(result)

        if self.holds:
            self._waiting.append((key, job))
        else:
            job()


class FakePrompts:
    """A user who answers at once: yes or no to all, one file for all. What was said is kept."""

    def __init__(self, *, says_yes: bool = True, file: Path | None = None) -> None:
        self.says_yes = says_yes
        self.file = file
        self.told: list[tuple[str, str]] = []
        self.failed: list[str] = []
        self.asked: list[tuple[str, str, str]] = []
        self.suggested: list[str] = []

    def tell(self, title: str, text: str) -> None:
        self.told.append((title, text))

    def fail(self, text: str) -> None:
        self.failed.append(text)

    def confirm(self, title: str, text: str, yes_word: str, on_yes: Callable[[], None]) -> None:
        self.asked.append((title, text, yes_word))
        if self.says_yes:
            on_yes()

    def ask_save_file(self, suggested_name: str, then: Callable[[Path], None]) -> None:
        self.suggested.append(suggested_name)
        if self.file is not None:
            then(self.file)

    def ask_open_file(self, then: Callable[[Path], None]) -> None:
        if self.file is not None:
            then(self.file)
