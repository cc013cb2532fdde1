"""What each version of a pack held is remembered, and nothing breaks where it can't be."""

import os
from pathlib import Path

import pytest

from treatplan.content.history import History
from treatplan.domain.library import Stamp
from treatplan.domain.packs import Entry

ONE, TWO = Stamp(name="our clinic", version="1"), Stamp(name="our clinic", version="2")
LISTING = {
    ("rules", "N02"): Entry(version=2, facts="ab", words="-"),
    ("points", "BL11"): Entry(version=None, facts="c", words="d"),
}


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "library", tmp_path / "shipped")


def test_that_a_version_comes_back_as_it_was_kept(history: History) -> None:
    assert not history.knows(ONE)
    history.keep(ONE, LISTING)
    assert history.knows(ONE)
    assert history.listing(ONE) == LISTING
    assert history.listing(TWO) is None


def test_that_what_was_kept_first_stays(history: History) -> None:
    history.keep(ONE, LISTING)
    history.keep(ONE, {})
    assert history.listing(ONE) == LISTING


def test_that_the_version_used_before_is_told(history: History, tmp_path: Path) -> None:
    history.keep(ONE, LISTING)
    history.keep(TWO, LISTING)
    history.keep(Stamp(name="another", version="9"), LISTING)
    for number, file in enumerate(sorted((tmp_path / "library").glob("our-clinic-*"))):
        os.utime(file, (number, number))
    assert history.before(TWO) == ONE
    assert history.before(ONE) is None
    assert history.before(Stamp(name="our clinic", version="3")) == TWO


def test_that_a_released_version_is_known_from_what_is_shipped(history: History, tmp_path: Path) -> None:
    history.keep(ONE, LISTING)
    (tmp_path / "library").rename(tmp_path / "shipped")
    assert history.listing(ONE) == LISTING


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"treatplan.listing/1\nour clinic\n1\nodd\n", b"treatplan.listing/9\na\n1\n"]
)
def test_that_a_damaged_file_is_a_version_that_nobody_knows(history: History, tmp_path: Path, content: bytes) -> None:
    history.keep(ONE, LISTING)
    next((tmp_path / "library").iterdir()).write_bytes(content)
    assert history.listing(ONE) is None
    assert history.before(TWO) is None


def test_that_a_file_of_another_version_is_not_believed(history: History, tmp_path: Path) -> None:
    history.keep(ONE, LISTING)
    history.keep(TWO, {})
    one, two = sorted((tmp_path / "library").iterdir())
    two.write_bytes(one.read_bytes())
    assert history.listing(TWO) is None


def test_that_nothing_is_made_where_the_program_has_no_place_yet(tmp_path: Path) -> None:
    history = History(tmp_path / "nowhere" / "library", tmp_path)
    history.keep(ONE, LISTING)
    assert history.knows(ONE)  # there is nothing to be kept, so nothing is read for it
    assert not (tmp_path / "nowhere").exists()


def test_that_a_place_that_can_not_be_written_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file where the folder should be", "utf-8")
    history = History(tmp_path / "library", tmp_path)
    history.keep(ONE, LISTING)
    assert history.listing(ONE) is None


def test_that_names_of_every_script_have_files_of_their_own(history: History, tmp_path: Path) -> None:
    for name in ("李伟", "张伟", "../../x", "a" * 40):
        history.keep(Stamp(name=name, version="1"), LISTING)
        assert history.listing(Stamp(name=name, version="1")) == LISTING
    assert len(list((tmp_path / "library").iterdir())) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"library"}
