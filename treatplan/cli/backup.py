"""`treatplan backup make|verify|list|restore`: encrypted copies of the clinic, each proven before it counts."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_backup, tell_record
from treatplan.cli.desk import Desk, Exit, OpenDesk
from treatplan.domain.errors import Problem, Refused, TreatplanError
from treatplan.services.clinic.rescue import Opener

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_ENDING = ".tpbackup"


def add_to(commands: "Commands") -> None:
    """Add `backup` and its verbs to the command line."""
    parser = commands.add_parser("backup", help="encrypted backups: make, verify, list, put back")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    make = verbs.add_parser(
        "make",
        help="a backup of this moment, also while the window is open",
        description="The file counts, and gets its name, only after it was opened again and compared. Older ones in "
        "the same folder are thinned out; the newest three, and the last of each day, week and month, stay.",
    )
    door.add_to(make)
    make.add_argument("--to", default="", metavar="FOLDER", help="default: where the last one is, or `backups` beside")
    make.add_argument("--json", action="store_true", help="print JSON")
    make.set_defaults(run=_make)

    verify = verbs.add_parser("verify", help="open a backup and compare all of it with what it says; exit 1 if damaged")
    verify.add_argument("file", metavar="FILE")
    _add_opener(verify)
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=_verify)

    list_ = verbs.add_parser("list", help="every backup in a folder, read to its end; exit 1 if one is damaged")
    list_.add_argument("folder", nargs="?", metavar="FOLDER", help="default: `backups` beside the clinic")
    list_.add_argument("--clinic", metavar="FILE", help="the clinic's file (default: this user's own place)")
    _add_opener(list_)
    list_.add_argument("--json", action="store_true", help="print JSON")
    list_.set_defaults(run=_list)

    restore = verbs.add_parser(
        "restore",
        help="put a clinic back from a backup, into a new file",
        description="A clinic that is at the place is kept under another name. With the recovery code, --user gets "
        "the passphrase that is asked for, or that is in the --passphrase-file, as a new one.",
    )
    restore.add_argument("file", metavar="FILE")
    restore.add_argument("--clinic", metavar="NEW", help="where to (default: this user's own place)")
    _add_opener(restore)
    restore.add_argument("--other", action="store_true", help="another clinic may be at that place; it is kept")
    restore.add_argument("--json", action="store_true", help="print JSON")
    restore.set_defaults(run=_restore)


def _add_opener(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", metavar="NAME", help="whose passphrase; not needed where only one is in the backup")
    parser.add_argument("--passphrase-file", metavar="FILE", help=door.FROM_A_FILE)
    parser.add_argument(
        "--recovery-code-file", metavar="FILE", help="the recovery code instead, from a file in the same way"
    )


def _make(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    told = _Progress()
    with door.opened(options, open_desk(), to_read=True) as clinic:
        made = clinic.backups.make(clinic.session, options.to, told)
    told.end()
    print(tell_record.value_json(made) if options.json else tell_backup.made(made), end="")
    return Exit.DONE


def _verify(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    users = _who(desk, [options.file])
    opener = _opener(options, users) if users else Opener(login="")  # there are no keys in it: what is wrong is told
    seen = desk.rescue().verify(options.file, opener)
    print(tell_record.value_json(seen) if options.json else tell_backup.seen(seen), end="")
    return Exit.BLOCKED if seen.problem else Exit.DONE


def _list(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    folder = Path(options.folder or Path(door.place_of(options, desk)).parent / "backups")
    files = _backups_in(folder)
    seen = desk.rescue().listed(str(folder), _opener(options, _who(desk, files))) if files else ()
    if not files and not folder.is_dir():
        raise Refused(Problem(file=str(folder), field="", message="there is no such folder"))
    print(tell_record.value_json(list(seen)) if options.json else tell_backup.listed(seen), end="")
    return Exit.BLOCKED if any(one.problem for one in seen) else Exit.DONE


def _restore(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    desk = open_desk()
    users = _who(desk, [options.file]) or _who(desk, _backups_in(Path(options.file).parent))
    users = users or desk.rescue().who(options.file)  # which says what is wrong with it
    opener = _opener(options, users, new=True)
    place = door.place_of(options, desk)
    done = desk.rescue().restore(options.file, place, opener, door.FACE, other=options.other)
    print(tell_record.value_json(done) if options.json else tell_backup.put_back(done), end="")
    return Exit.DONE


def _opener(options: argparse.Namespace, users: tuple[str, ...], *, new: bool = False) -> Opener:
    """Who opens it with what. After the recovery code the passphrase is a `new` one, where one is needed."""
    code = door.first_line(options.recovery_code_file) if options.recovery_code_file else ""
    if code and not new:
        return Opener(login=options.user or "", code=code)
    return Opener(login=door.user_of(options, users), passphrase=door.passphrase(options, new=bool(code)), code=code)


def _backups_in(folder: Path) -> list[str]:
    return [str(file) for file in sorted(folder.glob(f"*{_ENDING}"))]


def _who(desk: Desk, files: list[str]) -> tuple[str, ...]:
    """Everybody who is in one of these backups. What can't be read is told of later."""
    found: dict[str, None] = {}
    for file in files:
        try:
            found |= dict.fromkeys(desk.rescue().who(file))
        except TreatplanError:
            continue
    return tuple(found)


class _Progress:
    """How much is copied, on a terminal; where nobody watches, nothing."""

    def __init__(self) -> None:
        self._shown = -1
        self._terminal = sys.stderr.isatty()

    def __call__(self, done: int, of: int, /) -> None:
        percent = 100 * done // of if of else 100
        if self._terminal and percent != self._shown:
            self._shown = percent
            print(f"\rcopied {percent} %", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Go on in a new line."""
        if self._shown >= 0:
            print(file=sys.stderr)
