"""Every text of the catalogue at the command line, and in the notes of a recorded file: kept, or refused in a line."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.catalogue import Sample, samples
from tests.hostile.conftest import Call, assert_one_line

Save = Callable[..., Path]


@pytest.mark.parametrize("sample", samples("command"), ids=str)
def test_that_a_name_of_the_command_line_is_kept_or_refused(sample: Sample, clinic: Call) -> None:
    added = clinic("patient", "add", f"--family={sample.text}", "--birth-date", "1980-02-29", "--json")
    if sample.at["command"] == "refused":
        assert_one_line(added, "family_name")
        assert clinic("patient", "find", "1980-02-29", "--json").json == []
        return
    assert added.json["person"]["family_name"] == unicodedata.normalize("NFC", sample.text)
    [found] = clinic("patient", "find", "1980-02-29", "--json").json
    assert found["family_name"] == unicodedata.normalize("NFC", sample.text)
    shown = clinic("patient", "show", added.json["id"])
    assert (shown.code, shown.err) == (0, "")
    assert sample.text in shown.out
    assert len(clinic("patient", "find", "1980-02-29").out.splitlines()) == 1


def test_that_notes_of_a_recorded_file_are_kept_letter_for_letter(
    clinic: Call, sample_intake: dict[str, Any], save: Save
) -> None:
    """All at once: in a note, and as lines of a list. What no file may hold is tried in its name."""
    who = sample_intake["patient"]
    added = clinic("patient", "add", "--given", who["given_name"], "--family", who["family_name"],
                   "--birth-date", who["birth_date"], "--json").json["id"]  # fmt: skip
    texts = [sample.text for sample in samples("note") if sample.at["note"] == "kept"]
    assert len(texts) > 40
    sample_intake["complaint"]["note"] = "\n".join(texts)
    sample_intake["medicines"] = texts
    sample_intake["goals"] = [f"to say {text}"[:300] for text in texts]
    assert clinic("intake", "record", added, save(sample_intake)).code == 0
    kept = clinic("patient", "show", added, "--json").json["intake"]["intake"]
    assert kept["complaint"]["note"] == unicodedata.normalize("NFC", sample_intake["complaint"]["note"])
    for field in ("medicines", "goals"):
        assert kept[field] == [unicodedata.normalize("NFC", text) for text in sample_intake[field]]
