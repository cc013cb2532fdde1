"""The head of the audit that lies outside the database: it follows every commit, and nothing older passes for newer."""

import json
import os
import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from tests.clinic_fakes import a_person
from tests.storage import rooms
from tests.storage.sql_clinic import AUDIT_KEY, SqlClinic
from treatplan.domain.audit import Answer, Break, BreakKind, Wanted
from treatplan.domain.errors import Refused, Unavailable
from treatplan.services.clinic.audit import Audit
from treatplan.storage import disk
from treatplan.storage.anchor import Anchor, Kept, check
from treatplan.storage.opened import OpenedClinic

MAC = bytes(range(32))
OLDER = "an older copy of the clinic's file was put back"


class Moments:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def anchor(tmp_path: Path, moments: Moments) -> Anchor:
    return Anchor(tmp_path / "x.treatplan", AUDIT_KEY, "d" * 32, 3, clock=moments)


@pytest.fixture
def again(tmp_path: Path) -> Anchor:
    """Another program's view of the same files."""
    return Anchor(tmp_path / "x.treatplan", AUDIT_KEY, "d" * 32, 2)


def both(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "x.tpanchor", tmp_path / "x.tpanchor.copy"


def audit_of(opened: OpenedClinic) -> Audit:
    return Audit(opened.records, rooms.CLOCK)


def tidied(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_that_it_keeps_the_newest_row_and_never_an_older_one(anchor: Anchor, again: Anchor) -> None:
    assert anchor.read() is None
    anchor.moved(7, MAC)
    anchor.moved(5, MAC[::-1])
    again.moved(6, MAC[::-1])
    kept = again.read()
    assert isinstance(kept, Kept)
    assert (kept.number, kept.mac, kept.db_id, kept.generation) == (7, MAC, "d" * 32, 3)
    assert again.seen_generation() == 3


def test_that_both_copies_say_it_at_the_latest_when_the_clinic_is_locked(
    anchor: Anchor, moments: Moments, tmp_path: Path
) -> None:
    main, copy = both(tmp_path)
    anchor.renew(1, MAC)
    assert main.read_bytes() == copy.read_bytes()
    anchor.moved(2, MAC)
    assert main.read_bytes() != copy.read_bytes()
    moments.now += 10
    anchor.moved(3, MAC)
    assert main.read_bytes() == copy.read_bytes()
    anchor.moved(4, MAC)
    anchor.settle()
    assert main.read_bytes() == copy.read_bytes()
    assert json.loads(main.read_bytes())[0]["number"] == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [main.name, copy.name]


@pytest.mark.parametrize(
    "spoil", ["gone", "empty", "cut", "flipped", "forged", "of another clinic", "a folder", "deep"]
)
@pytest.mark.parametrize("which", [0, 1])
def test_that_one_copy_is_enough(anchor: Anchor, tmp_path: Path, spoil: str, which: int) -> None:
    anchor.renew(9, MAC)
    path = both(tmp_path)[which]
    raw = path.read_bytes()
    path.unlink()
    match spoil:
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(raw[: len(raw) // 2])
        case "flipped":
            path.write_bytes(raw.replace(b'"number":9', b'"number":8'))
        case "forged":
            other = Anchor(tmp_path / "y.treatplan", AUDIT_KEY[::-1], "d" * 32)
            other.renew(20, MAC)
            path.write_bytes(other.main.read_bytes())
        case "of another clinic":
            other = Anchor(tmp_path / "y.treatplan", AUDIT_KEY, "e" * 32)
            other.renew(20, MAC)
            path.write_bytes(other.main.read_bytes())
        case "a folder":
            path.mkdir()
        case "deep":
            path.write_bytes(b"[" * 50_000)
    kept = anchor.read()
    assert kept is not None
    assert kept.number == 9


def test_that_what_was_found_stays_and_stops_it(anchor: Anchor, again: Anchor) -> None:
    one = Break(kind=BreakKind.OLDER, first=3, last=9)
    anchor.renew(9, MAC)
    anchor.hold((one,))
    anchor.hold((one,))
    again.moved(12, MAC)
    kept = again.read()
    assert kept is not None
    assert (kept.number, kept.found) == (9, (one,))
    again.renew(13, MAC)
    kept = anchor.read()
    assert kept is not None
    assert (kept.number, kept.found) == (13, ())


def test_that_a_disk_that_fails_keeps_nobody_from_working(anchor: Anchor, monkeypatch: pytest.MonkeyPatch) -> None:
    anchor.renew(1, MAC)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "put", full)
    anchor.moved(2, MAC)
    anchor.hold((Break(kind=BreakKind.HEAD, first=1, last=1),))
    anchor.settle()
    with pytest.raises(OSError, match="No space left"):
        anchor.renew(3, MAC)
    monkeypatch.undo()
    anchor.moved(3, MAC)
    kept = anchor.read()
    assert kept is not None
    assert kept.number == 3


def test_that_the_file_stays_small_and_tells_where_two_files_part(anchor: Anchor) -> None:
    for number in range(1, 3000):
        anchor.moved(number, number.to_bytes(32))
    kept = anchor.read()
    assert kept is not None
    assert len(kept.points) < 60
    numbers = [number for number, _ in kept.points]
    assert numbers[-4:] == [2996, 2997, 2998, 2999]
    assert numbers == sorted(numbers)
    assert anchor.main.stat().st_size < 4000


# Beside a clinic


def test_that_a_clinic_made_by_an_older_program_gets_one_quietly(sql: SqlClinic) -> None:
    sql.add(a_person())
    anchor = Anchor(sql.database.path, AUDIT_KEY, "d" * 32)
    with closing(sql.database.connect()) as connection:
        assert check(anchor, connection, AUDIT_KEY) == ()
    kept = anchor.read()
    assert kept is not None
    assert kept.number == 2


def test_that_it_follows_every_commit_and_the_database_says_so(clinic: Path) -> None:
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
        kept = opened._ledger.anchor.read()
        [(count, mac, anchored)] = rooms.rows(clinic, "SELECT audit_count, audit_mac, audit_anchored FROM clinic")
    assert kept is not None
    assert (kept.number, kept.mac, anchored) == (count, mac, 1)
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()


def test_that_a_stop_between_commit_and_anchor_is_no_alarm(clinic: Path) -> None:
    before = {path: path.read_bytes() for path in clinic.parent.glob("*.tpanchor*")}
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
    for path, raw in before.items():
        path.write_bytes(raw)
    with rooms.entered(clinic) as opened:
        assert opened.alarms == ()
        assert audit_of(opened).verify(opened.session).breaks == ()


def put_back(clinic: Path, old: bytes) -> None:
    for path in disk.with_logs(clinic)[1:]:
        path.unlink(missing_ok=True)
    clinic.write_bytes(old)


def test_that_an_older_file_put_back_is_said_until_the_owner_answers(clinic: Path) -> None:
    old = clinic.read_bytes()
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
        last = rooms.deeds_in(opened)
    put_back(clinic, old)
    lost = Break(kind=BreakKind.OLDER, first=len(last) - 1, last=len(last) + 1)  # unlocked, added, locked
    for _ in range(3):
        with rooms.entered(clinic) as opened:
            assert [OLDER in line for line in opened.warnings] == [True]
            assert f"audit rows {lost.first} to {lost.last}" in opened.alarms[0]
            rooms.add(opened, "Clark")  # care goes on
            assert audit_of(opened).verify(opened.session).open == (lost,)
    with rooms.entered(clinic) as opened:
        answered = audit_of(opened).answer(opened.session, Answer.PUT_BACK)
        assert answered.open == (lost,)
        assert opened.alarms == ()
        assert audit_of(opened).find(opened.session, Wanted(action="answered"))[0].deed.detail == (
            f"put_back: older {lost.first}..{lost.last}"
        )
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()
        verdict = audit_of(opened).verify(opened.session)
        assert verdict.open == ()
        assert [(one.kind, one.answered) for one in verdict.breaks] == [(BreakKind.OLDER, True)]
        with pytest.raises(Refused, match="there is nothing to answer for"):
            audit_of(opened).answer(opened.session, Answer.PUT_BACK)


def test_that_an_older_file_is_seen_however_much_was_written_into_it_elsewhere(clinic: Path, tmp_path: Path) -> None:
    """Somebody takes a copy away with its keys, works in it, and puts it back: it has more rows than ours."""
    away = rooms.copied(clinic, tmp_path / "away")
    with rooms.entered(clinic) as opened:
        rooms.add(opened, "Brown")
        newest = len(rooms.deeds_in(opened)) + 1
    for path in away.parent.glob("*.tpanchor*"):
        path.unlink()
    with rooms.entered(away) as opened:
        assert "can't be proven" in opened.alarms[0]
        for number in range(9):
            rooms.add(opened, f"Other{number}")
    put_back(clinic, away.read_bytes())
    with rooms.entered(clinic) as opened:
        [alarm] = opened.alarms
        assert alarm.startswith("hill.treatplan: another copy of the clinic's file was put in its place: it differs")
        assert f"from audit row {newest - 2} on. " in alarm


def test_that_a_copy_that_is_off_is_mended_and_what_a_kill_left_is_swept_away(clinic: Path) -> None:
    for name in ("hill.tpanchor", "hill.tpanchor.copy"):
        clinic.with_name(name).write_bytes(b"torn")
        clinic.with_name(f".{name}-half").write_bytes(b"half")
        with rooms.entered(clinic) as opened:
            assert opened.warnings == ()
            contents = {path.read_bytes() for path in clinic.parent.glob("*.tpanchor*")}
            assert len(contents) == 1
    assert rooms.files(clinic.parent) == rooms.CLOSED


def test_that_taking_the_anchor_away_is_said(clinic: Path) -> None:
    for path in clinic.parent.glob("*.tpanchor*"):
        path.unlink()
    for _ in range(2):
        with rooms.entered(clinic) as opened:
            assert ["is gone or was changed" in line for line in opened.warnings] == [True]
    with rooms.entered(clinic) as opened:
        audit_of(opened).answer(opened.session, Answer.LOOKED_INTO)
    with rooms.entered(clinic) as opened:
        assert opened.warnings == ()


def test_that_nobody_can_say_that_there_never_was_an_anchor(clinic: Path) -> None:
    for path in clinic.parent.glob("*.tpanchor*"):
        path.unlink()
    rooms.rows(clinic, "UPDATE clinic SET audit_anchored = 0")
    with rooms.entered(clinic) as opened:
        assert ["the count of rows was changed" in line for line in opened.warnings[:1]] == [True]


def test_that_an_answer_that_did_not_reach_the_disk_is_given_again(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = clinic.read_bytes()
    rooms.enter(clinic).close()
    put_back(clinic, old)
    with rooms.entered(clinic) as opened:
        with monkeypatch.context() as patch:

            def full(*_: object, **__: object) -> None:
                raise OSError(28, "No space left on device")

            patch.setattr(disk, "put", full)
            with pytest.raises(Unavailable, match="Your answer is written down; give it again"):
                audit_of(opened).answer(opened.session, Answer.PUT_BACK)
        assert opened.alarms
        audit_of(opened).answer(opened.session, Answer.PUT_BACK)
        assert opened.alarms == ()


def test_that_it_is_said_even_where_it_can_not_be_kept(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = clinic.read_bytes()
    rooms.enter(clinic).close()
    put_back(clinic, old)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "put", full)
    for _ in range(2):
        with rooms.entered(clinic, to_read=True) as opened:
            assert "copy of the clinic's file was put" in opened.alarms[0]
            assert audit_of(opened).verify(opened.session).open


def test_that_an_older_key_file_is_said_even_with_an_older_clinic(clinic: Path) -> None:
    old = {path: path.read_bytes() for path in clinic.parent.iterdir() if "anchor" not in path.name}
    with rooms.entered(clinic) as opened:
        keys = rooms.storage()._keys(clinic)
        unlocked = keys.unlock(rooms.LOGIN, rooms.PASSPHRASE)
        keys.change_passphrase(unlocked, rooms.LOGIN, rooms.OTHER_PASSPHRASE)
        del opened
    rooms.storage().enter(str(clinic), rooms.LOGIN, rooms.OTHER_PASSPHRASE, "window").close()
    for path, raw in old.items():
        path.write_bytes(raw)
    with rooms.entered(clinic) as opened:
        assert [OLDER in line or "the key file beside it is older" in line for line in opened.warnings] == [True, True]


def test_that_another_program_that_reads_moves_it_too(clinic: Path) -> None:
    with rooms.entered(clinic) as window:
        rooms.add(window, "Brown")
        with rooms.entered(clinic, to_read=True) as reader:
            assert reader.alarms == ()
            rooms.patients_of(reader).open(reader.session, reader.directory.recent(1)[0].id)
            rooms.add(window, "Clark")
        rooms.add(window, "Davies")
        assert audit_of(window).verify(window.session).breaks == ()
    with rooms.entered(clinic) as opened:
        assert opened.alarms == ()


def test_that_a_leftover_of_another_clinic_is_no_hindrance(clinic: Path, tmp_path: Path) -> None:
    place = tmp_path / "new"
    place.mkdir()
    for path in clinic.parent.glob("*.tpanchor*"):
        shutil.copy(path, place / path.name)
    made = rooms.a_clinic_file(place, "Adams")
    with rooms.entered(made) as opened:
        assert opened.alarms == ()


def test_that_every_older_file_put_back_is_found(clinic: Path) -> None:
    """Of a clinic's own history, at any moment of it, but the last one. `TREATPLAN_EXAMPLES=500` tries so many."""
    chance = random.Random(5)
    states: list[tuple[bytes, int]] = []
    for number in range(12):
        with rooms.entered(clinic) as opened:
            rooms.add(opened, f"Number{number}")
        [(count,)] = rooms.rows(clinic, "SELECT audit_count FROM clinic")
        put_back(clinic, clinic.read_bytes())
        states.append((clinic.read_bytes(), count))
    (newest, last), anchors = states[-1], {path: path.read_bytes() for path in clinic.parent.glob("*.tpanchor*")}
    database = rooms.database_of(clinic)
    with rooms.entered(clinic, to_read=True) as opened:
        ledger = opened._ledger
    put_back(clinic, newest)
    for path, raw in anchors.items():
        path.write_bytes(raw)
    for _ in range(int(os.environ.get("TREATPLAN_EXAMPLES", "60"))):
        old, count = chance.choice(states)
        clinic.write_bytes(old)  # the same file, so that the key is not asked for again
        with closing(database.connect()) as connection:
            found = check(ledger.anchor, connection, ledger.key)
        expected = () if old == newest else (Break(kind=BreakKind.OLDER, first=count + 1, last=last),)
        assert found == expected
        for path, raw in anchors.items():
            path.write_bytes(raw)
