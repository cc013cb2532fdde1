"""The catalogue is whole: every row is run, or says why not; what is said to run it is there and takes its samples."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.hostile.catalogue import FACES, ROOT, Row, rows, samples

ROWS = 105
RUN_AT = {
    "window": "test_texts_window.py::test_that_a_name_is_stored_and_shown_as_it_is_or_said_to_be_none",
    "note": "test_texts_window.py::test_that_a_note_is_kept_letter_for_letter",
    "command": "test_texts_command.py::test_that_a_name_of_the_command_line_is_kept_or_refused",
    "file": "test_texts_paper.py::test_that_a_name_of_a_file_is_printed_exactly_or_refused",
    "paper": "test_texts_paper.py::test_that_a_name_of_a_file_is_printed_exactly_or_refused",
}


@cache
def functions_of(file: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def is_there(test: str) -> bool:
    """Whether a test of this name would be collected, and is not put aside."""
    file, _, name = test.partition("::")
    if not name.startswith("test_that_") or not (ROOT / file).is_file():
        return False
    found = functions_of(ROOT / file).get(name)
    return found is not None and not any("skip" in ast.dump(mark) for mark in found.decorator_list)


def test_that_every_row_of_the_catalogue_is_there_once() -> None:
    assert [row.number for row in rows()] == list(range(1, ROWS + 1))


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row.number))
def test_that_a_row_is_run_or_says_why_there_is_nothing_to_run_it_on(row: Row) -> None:
    if row.not_here:
        assert (row.runs, row.samples, row.expected) == ((), (), "")
        return
    assert row.expected
    assert row.runs or row.samples
    assert [test for test in row.runs if not is_there(test)] == []
    for sample in row.samples:
        assert any(sample in samples(face) for face in FACES)


def test_that_the_samples_of_each_face_are_taken_by_its_test() -> None:
    for face, test in RUN_AT.items():
        file, _, name = test.partition("::")
        assert is_there(f"tests/hostile/{test}")
        found = functions_of(ROOT / "tests" / "hostile" / file)[name]
        marks = "".join(ast.unparse(mark) for mark in found.decorator_list)
        wanted = "file" if face == "paper" else face
        assert f"samples('{wanted}')" in marks
        assert len(samples(face)) > 40
    assert set(RUN_AT) == set(FACES)
    assert {(sample.row, sample.text) for sample in samples("paper")} <= {
        (sample.row, sample.text) for sample in samples("file")
    }


def test_that_most_rows_are_run() -> None:
    left_out = [row.number for row in rows() if row.not_here]
    assert len(left_out) <= 22, left_out


def test_that_a_test_that_is_not_there_would_be_missed() -> None:
    assert not is_there("tests/hostile/test_use.py::test_that_nobody_wrote")
    assert not is_there("tests/hostile/no_such_file.py::test_that_x")
    assert is_there("tests/hostile/test_catalogue.py::test_that_most_rows_are_run")
