"""Files that are none of ours, or claim what they may not: refused in one line, or what they claim does not count."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.conftest import Call, assert_one_line

Save = Callable[..., Path]
KINDS = ("intake", "plan", "visit")


@pytest.fixture
def read(call: Call, clinic: Call, sample_intake: dict[str, Any], save: Save) -> dict[str, Callable[[Path], Any]]:
    """A command for each kind of file, that reads one."""
    return {
        "intake": lambda file: call("plan", "draft", file),
        "plan": lambda file: call("plan", "check", file, "--intake", save(sample_intake, "sound.json")),
        "visit": lambda file: clinic("visit", "keep", "--patient", 1, file),
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252", "gbk", "shift-jis", "latin-1"])
def test_that_only_utf_8_is_read(
    kind: str, encoding: str, read: dict[str, Callable[[Path], Any]], tmp_path: Path
) -> None:
    file = tmp_path / "odd.json"
    text = json.dumps(
        {"format": f"treatplan.{kind}/1", "note": "é ü" if encoding in {"cp1252", "latin-1"} else "テスト"}
    )
    text = text.encode().decode("unicode_escape")
    file.write_bytes(text.encode(encoding))
    assert_one_line(read[kind](file), "odd.json", "UTF-8")


def test_that_the_mark_of_utf_8_is_passed_over(call: Call, sample_intake: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "marked.json"
    file.write_text(json.dumps(sample_intake), encoding="utf-8-sig")
    assert call("plan", "draft", file).code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_file_that_is_far_too_large_is_refused_without_being_read(
    kind: str, read: dict[str, Callable[[Path], Any]], tmp_path: Path
) -> None:
    file = tmp_path / "huge.json"
    with file.open("wb") as opened:
        opened.truncate(50_000_000_000)  # a hole: it takes no room, and reading all of it would take all memory
    assert_one_line(read[kind](file), "huge.json", "too large")


ODD = {
    "deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "doubled": b'{"format": "treatplan.KIND/1", "format": "treatplan.KIND/1"}',
    "NaN": b'{"format": "treatplan.KIND/1", "x": NaN}',
    "infinite": b'{"format": "treatplan.KIND/1", "x": -Infinity}',
    "huge number": b'{"format": "treatplan.KIND/1", "x": ' + b"9" * 10_000 + b"}",
    "long text": b'{"format": "treatplan.KIND/1", "note": "' + b"x" * 4_000_000 + b'"}',
    "NUL": b'{"format": "treatplan.KIND/1", "note": "a\\u0000b"}',
    "half a character": b'{"format": "treatplan.KIND/1", "note": "\\ud800"}',
    "half a character as a key": b'{"format": "treatplan.KIND/1", "\\ud800": 1}',
    "escape as a key": b'{"format": "treatplan.KIND/1", "\\u001b[31m": 1}',
    "many keys": b'{"format": "treatplan.KIND/1", ' + b",".join(b'"k%d": 1' % n for n in range(20_000)) + b"}",
    "a number alone": b"17",
    "a text alone": b'"treatplan.KIND/1"',
    "null": b"null",
    "newer": b'{"format": "treatplan.KIND/2"}',
    "of nobody": b'{"format": "someone.else/1"}',
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    "a sheet": b"PK\x03\x04" + b"\0" * 200,
    "pickled": b"\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    "YAML": b"!!python/object/apply:os.system ['true']",
    "two in one": b'{"format": "treatplan.KIND/1"}{"format": "treatplan.KIND/1"}',
    "a comment": b'{"format": "treatplan.KIND/1"} // hello',
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ODD)
def test_that_json_that_is_none_of_ours_is_refused_in_one_line(
    kind: str, name: str, read: dict[str, Callable[[Path], Any]], tmp_path: Path
) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(ODD[name].replace(b"KIND", kind.encode()))
    ended = read[kind](file)
    assert_one_line(ended, "odd.json")
    assert len(ended.err) < 600, "a message quotes no more than a little of a file"
    assert ended.err.isprintable() or ended.err.removesuffix("\n").isprintable()


def test_that_an_intake_recorded_twice_overwrites_nothing(
    clinic: Call, sample_intake: dict[str, Any], save: Save
) -> None:
    sample_intake["patient"] |= {"given_name": "Ana", "family_name": "Adams", "birth_date": "1991-03-12"}
    first = clinic("intake", "record", 1, save(sample_intake))
    again = clinic("intake", "record", 1, save(sample_intake))
    assert (first.code, again.code) == (0, 0)
    assert first.out.split(":")[0] != again.out.split(":")[0], "it is another intake"


def test_that_a_file_claims_no_release_no_author_and_no_answer(
    clinic: Call, call: Call, sample_intake: dict[str, Any], save: Save, tmp_path: Path
) -> None:
    """A plan that calls itself released, answered and somebody's; a visit that calls itself the tenth."""
    sample_intake["patient"] |= {"given_name": "Ana", "family_name": "Adams", "birth_date": "1991-03-12"}
    intake = save(sample_intake)
    assert clinic("intake", "record", 1, intake).code == 0
    assert clinic("plan", "draft", "--patient", 1).code in {0, 1}
    claimed = clinic("plan", "show", "--plan", 1, "--json").json
    forged = {"name": "Dr Nobody", "qualification": "MD", "registration_no": "1"}
    answer = {"rule": "P09", "rule_set": claimed.get("rule_set", 1), "item_id": "", "fact_hash": "0" * 16,
              "decision": "acknowledged", "by": "Dr Nobody", "on": "2026-11-01"}  # fmt: skip
    claimed |= {"status": "released", "version": 9, "practitioner": forged}
    edited = clinic("plan", "edit", "--plan", 1, "--file", save(claimed, "claims.json"))
    assert edited.code in {0, 1}, edited.err
    kept = clinic("plan", "show", "--plan", 1, "--json").json
    assert (kept.get("status", "draft"), kept.get("version", 1)) == ("draft", 1)
    assert "Nobody" not in json.dumps(kept)
    with_answer = save(claimed | {"answers": [answer]}, "answered.json")
    ended = clinic("plan", "edit", "--plan", 1, "--file", with_answer)
    assert ended.code in {0, 1, 2}
    assert "Nobody" not in clinic("plan", "show", "--plan", 1, "--json").out
    visit = {"format": "treatplan.visit/1", "on": "2026-11-23", "number": 10, "follows": 99}
    assert clinic("visit", "keep", "--patient", 1, save(visit, "visit.json")).code in {0, 1}
    listed = clinic("visit", "list", "--patient", 1, "--json").json
    assert [row["state"] for row in listed] == ["draft"]
    assert '"number": 10' not in json.dumps(listed)
