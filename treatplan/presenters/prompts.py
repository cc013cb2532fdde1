"""What a presenter may ask the user, without knowing a window. Answers come later, by a call."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Prompts(Protocol):
    """Asks and tells. `FakePrompts` of the tests answers at once."""

    def tell(self, title: str, text: str) -> None:
        """Say something that the user should know."""

    def fail(self, text: str) -> None:
        """Say that something could not be done, and what to do about it."""

    def confirm(self, title: str, text: str, yes_word: str, on_yes: Callable[[], None]) -> None:
        """Ask before something is done that can't be undone; `yes_word` says what, such as "Delete draft"."""

    def ask_save_file(self, suggested_name: str, then: Callable[[Path], None]) -> None:
        """Ask where to save a file. `then` is not called where the user thinks better of it."""

    def ask_open_file(self, then: Callable[[Path], None]) -> None:
        """Ask which file to open. `then` is not called where the user thinks better of it."""
