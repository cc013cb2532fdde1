"""The packs as the services see them: each language read once, when it is first asked for."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from treatplan.content.adapting import adapt
from treatplan.content.check import overdue, problems
from treatplan.content.folder import PacksFolder
from treatplan.content.history import History
from treatplan.content.own import laid, report
from treatplan.content.packs import load_claim_rules, load_library, load_shipped
from treatplan.content.stack import Layer, Stack
from treatplan.content.texts import languages, load_texts
from treatplan.domain.claims import problems_of as claim_problems
from treatplan.domain.errors import Problem, Refused, Unavailable
from treatplan.domain.library import Library, Stamp
from treatplan.domain.packs import Key, Listing, PackChanges, PackReport, Since, differences, read, together
from treatplan.domain.texts import Texts

_ENGLISH = "en"


class Packs:
    """The shipped pack `core`, a clinic's own packs over it, and the wording of paper and screen.

    `own` is the folder of the clinic's packs; what is wrong in one of them never stops the rest.
    """

    def __init__(self, packs: Path, texts: Path, own: Path | None = None) -> None:
        self._core = packs / "core"
        self._texts = texts
        self._own = PacksFolder(own) if own is not None else None
        self._history = History(own.parent / "library", packs / "history") if own is not None else None
        self._libraries: dict[str, Library] = {}
        self._wordings: dict[str, Texts] = {}
        self._notices: dict[str, str] = {}
        self._standing: dict[str, Listing | None] = {}

    def library(self, language: str) -> Library:
        """The library in a language, with English where a text is not translated. Raises `Refused`."""
        if language not in self._libraries:
            self._libraries[language] = self._load(language)
        return self._libraries[language]

    def texts(self, language: str) -> Texts:
        """The wording in a language. Raises `Refused` if there is none."""
        if language not in self._wordings:
            self._wordings[language] = load_texts(self._texts, language)
        return self._wordings[language]

    def languages(self) -> tuple[str, ...]:
        """The languages that there is wording in."""
        return languages(self._texts)

    def problems(self, language: str, folder: Path | None, today: date) -> tuple[Problem, ...]:
        """What is wrong with the shipped content: names and claims; or with the pack in `folder`, laid over it."""
        if folder is not None:
            return self.look(folder, today).problems
        try:
            library = load_library((self._core,), language)
        except Refused as refused:
            return refused.problems
        return *problems(library, today), *claim_problems(library, load_claim_rules(self._core))

    def overdue(self, language: str, today: date) -> tuple[Problem, ...]:
        """What nobody has reviewed for 24 months."""
        return overdue(self.library(language), today)

    def notices(self) -> tuple[str, ...]:
        """What of a clinic's own packs is left out, in a line for each pack; in every language read so far."""
        if self._own is not None:
            self.library(_ENGLISH)
        return tuple(self._notices.values())

    def since(self, made_with: str, keys: Collection[Key]) -> Since | None:
        """What became of some things since the packs that a plan names; None if they are the packs of now."""
        now = self.library(_ENGLISH)
        if not made_with or made_with == now.made_with:
            return None
        for text in (made_with, now.made_with):
            if text not in self._standing:
                self._standing[text] = self._stood(text)
        before, after = self._standing[made_with], self._standing[now.made_with]
        if before is None or after is None:
            return Since(made_with=made_with, now=now.made_with, changes=None)
        found = differences(
            {key: entry for key, entry in before.items() if key in keys},
            {key: entry for key, entry in after.items() if key in keys},
        )
        return Since(made_with=made_with, now=now.made_with, changes=tuple(found))

    # A clinic's own packs

    def reports(self, today: date) -> tuple[PackReport, ...]:
        """Every pack of the clinic, and what lies among them and is none."""
        if self._own is None:
            return ()
        stack = self._stack()
        found = [self._report(stack, layer, today) for layer in stack.layers[1:]]
        strange = [
            PackReport(folder=one.file, name=one.file, version="", problems=(one,)) for one in self._own.strangers()
        ]
        return tuple(sorted((*found, *strange), key=lambda one: one.folder))

    def look(self, folder: Path, today: date) -> PackReport:
        """A pack that is not in use yet, as it would be found beside the others. Raises `Refused` for no folder."""
        folder = _found(folder)
        stack = self._stack(folder)
        layer = next(layer for layer in stack.layers if layer.folder == folder)
        return self._report(stack, layer, today)

    def add(self, folder: Path, today: date) -> PackReport:
        """Copy a pack to the others: whole, or not at all. Raises `Refused` with all that is wrong; `Unavailable`."""
        folder = _found(folder)
        own = self._place()
        with own.copied(folder) as copy:
            found = self.look(copy, today)
            if found.problems:
                raise Refused(*found.problems)
            self._refuse_same(found, today)
            own.take(copy)
        self._forget()
        return found

    def remove(self, name: str) -> Path:
        """Take a pack out of use; where it lies now. Raises `Refused` where there is none; `Unavailable`."""
        aside = self._place().put_aside(name)
        self._forget()
        return aside

    def adapt(self, what: str, folder: Path) -> tuple[Path, ...]:
        """Copy a shipped thing into a pack, to be changed there. Raises `Refused` and `Unavailable`."""
        return adapt(self._core, what, folder)

    def changes(self) -> tuple[PackChanges, ...]:
        """What changed in each pack since the version that was used before it."""
        found: list[PackChanges] = []
        for layer in self._stack().layers:
            stamp = layer.stamp
            before = self._history.before(stamp) if self._history is not None else None
            old = self._listing(before) if before is not None else None
            if before is None or old is None:
                found.append(PackChanges(name=stamp.name, before=None, now=stamp.version))
            else:
                told = tuple(differences(old, layer.listing()))
                found.append(PackChanges(name=stamp.name, before=before.version, now=stamp.version, changes=told))
        return tuple(found)

    # Parts

    def _load(self, language: str) -> Library:
        own = self._own_folders()
        if not own:
            library = load_shipped(self._core, language)
            if self._history is None or language != _ENGLISH or all(map(self._history.knows, library.packs)):
                return library
        stack = laid(self._core, own, language)
        self._keep(stack)
        for layer in stack.layers[1:]:
            if layer.problems:
                self._notices[layer.folder.name] = _notice(layer)
        return stack.library()

    def _own_folders(self) -> tuple[Path, ...]:
        """The clinic's packs. Where the folder can't be read there are none, and it is told."""
        if self._own is None:
            return ()
        try:
            for stranger in self._own.strangers():
                self._notices[stranger.file] = f"Among your packs: {stranger}."
            return self._own.packs()
        except Unavailable as failed:
            self._notices[""] = f"Your packs are not used. {failed}"
            return ()

    def _stack(self, another: Path | None = None) -> Stack:
        """Every pack in English, read afresh, and perhaps one that is not among them yet."""
        folders = [one for one in self._own_folders() if another is None or one.name != another.name]
        if another is not None:
            folders = sorted((*folders, another), key=lambda one: one.name)
        stack = laid(self._core, folders, _ENGLISH)
        if another is None:
            self._keep(stack)
        return stack

    def _report(self, stack: Stack, layer: Layer, today: date) -> PackReport:
        found = report(stack, layer, today, load_claim_rules(self._core))
        kept = self._history.listing(layer.stamp) if self._history is not None else None
        if kept is None or layer.problems or not (changed := tuple(differences(kept, layer.listing()))):
            return found
        what = ", ".join(str(change) for change in changed)[:200]
        message = f"is {found.version} still, but the pack has changed ({what}): raise it, so that plans can tell"
        told = Problem(file=f"{found.folder}/pack.toml", field="version", message=message)
        return replace(found, warnings=(*found.warnings, told))

    def _refuse_same(self, new: PackReport, today: date) -> None:
        """A pack is told from another by its name, and one version from another by its number."""
        for other in self.reports(today):
            if other.folder == new.folder and other.version == new.version:
                message = f"is {new.version}, which is there already; give the changed pack a new version"
                raise Refused(Problem(file=f"{new.folder}/pack.toml", field="version", message=message))
            if other.folder != new.folder and other.name == new.name:
                message = f"is '{new.name}', as the pack in '{other.folder}' is called; name it differently"
                raise Refused(Problem(file=f"{new.folder}/pack.toml", field="name", message=message))

    def _keep(self, stack: Stack) -> None:
        if self._history is not None and stack.language == _ENGLISH:
            for layer in stack.layers:
                self._history.keep(layer.stamp, layer.listing())

    def _stood(self, made_with: str) -> Listing | None:
        """What stood with some packs; None where one of them is not known here."""
        if made_with == self.library(_ENGLISH).made_with:
            return together(layer.listing() for layer in self._stack().layers)
        found = [self._listing(stamp) for stamp in read(made_with)]
        return None if not found or None in found else together(one for one in found if one is not None)

    def _listing(self, stamp: Stamp) -> Listing | None:
        return self._history.listing(stamp) if self._history is not None else None

    def _place(self) -> PacksFolder:
        if self._own is None:
            raise Unavailable("This copy of the program has no place for packs.")
        return self._own

    def _forget(self) -> None:
        """What is asked for next is read from the packs of then."""
        for kept in (self._libraries, self._notices, self._standing):
            kept.clear()


def _found(folder: Path) -> Path:
    """The folder with its own name, whatever it was called by (`.`). Raises `Refused` where there is none."""
    if not folder.is_dir():
        raise Refused(Problem(file=str(folder), field="", message="there is no such folder"))
    return folder.resolve()


def _notice(layer: Layer) -> str:
    number = len(layer.problems)
    what = "a mistake: what it is in" if number == 1 else f"{number} mistakes: what they are in"
    return (
        f"Your pack '{layer.manifest.name}' has {what} is not used, and what is shipped stands. "
        "`treatplan library packs` says where."
    )
