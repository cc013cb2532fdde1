"""Packs made to break the reader: nothing is followed, nothing hangs, and what is shipped stands."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatplan.content.own import laid
from treatplan.content.stack import Stack
from treatplan.domain.library import Library


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def told(stack: Stack) -> list[str]:
    return [str(problem) for problem in stack.layers[1].problems]


def shipped(tiny: Path) -> Library:
    return laid(tiny, (), "en").library()


def test_that_a_link_is_not_followed(tiny: Path, clinic: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text('id = "N02"\nsecret = "13 patients"\n', "utf-8")
    (clinic / "rules" / "N02.toml").unlink()
    (clinic / "rules" / "N02.toml").symlink_to(secret)
    (clinic / "stretches").symlink_to(tiny / "stretches")
    stack = laid(tiny, (clinic,), "en")
    assert told(stack) == [
        "clinic/rules/N02.toml: is a link; a pack holds its own files and folders",
        "clinic/stretches: is a link; a pack holds its own files and folders",
    ]
    assert stack.library().rules["N02"] == shipped(tiny).rules["N02"]


def test_that_a_file_too_large_is_not_even_read(tiny: Path, clinic: Path) -> None:
    with (clinic / "rules" / "N02.toml").open("r+b") as file:
        file.truncate(100_000_000)  # a hole: nothing is written
    assert told(laid(tiny, (clinic,), "en")) == ["clinic/rules/N02.toml: is too large to be a file of a pack"]


def test_that_a_folder_for_a_file_is_told(tiny: Path, clinic: Path) -> None:
    (clinic / "medicines.toml").unlink()
    (clinic / "medicines.toml").mkdir()
    (clinic / "rules" / "sub").mkdir()
    assert told(laid(tiny, (clinic,), "en")) == [
        "clinic/medicines.toml: is no file",
        "clinic/rules/sub: does not belong here; files are X.toml and X.en.md",
    ]


def test_that_names_that_differ_in_capitals_are_both_left_out(tiny: Path, clinic: Path) -> None:
    shutil.copy(clinic / "rules" / "N02.toml", clinic / "rules" / "n02.toml")
    stack = laid(tiny, (clinic,), "en")
    if len(list((clinic / "rules").glob("*.toml"))) == 1:
        pytest.skip("this disk does not tell capitals apart")
    assert "clinic/rules/n02.toml: differs from N02.toml in capital letters only" in told(stack)
    assert stack.library().rules.keys() == {"N02"}
    assert stack.library().rules["N02"] == shipped(tiny).rules["N02"]


def test_that_a_shipped_id_in_other_letters_is_told(tiny: Path, clinic: Path) -> None:
    for name in ("toml", "en.md"):
        (clinic / "rules" / f"N02.{name}").rename(clinic / "rules" / f"n02.{name}")
    change(clinic / "rules" / "n02.toml", '"N02"', '"n02"')
    assert told(laid(tiny, (clinic,), "en")) == [
        "clinic/rules/n02.toml: is called 'n02', but 'N02' is there already; write it in the same letters"
    ]


@pytest.mark.parametrize(
    "name", ["N02\n.toml", "\u202eN02.toml", "N 02.toml", "李伟.toml", "-.toml", f"{'x' * 200}.toml"]
)
def test_that_an_odd_name_is_told_in_one_plain_line(tiny: Path, clinic: Path, name: str) -> None:
    text = (clinic / "rules" / "N02.toml").read_text("utf-8")
    (clinic / "rules" / name).write_text(text, "utf-8")
    stack = laid(tiny, (clinic,), "en")
    (line,) = told(stack)
    assert line.isprintable()
    assert "\u202e" not in line
    assert len(line) < 300
    assert stack.library().rules.keys() == {"N02"}


def test_that_too_many_files_are_told(tiny: Path, clinic: Path) -> None:
    (clinic / "claims").mkdir()
    for number in range(3001):
        (clinic / "claims" / f"c{number}.toml").touch()
    assert told(laid(tiny, (clinic,), "en")) == [
        "clinic/claims: holds 3001 files; 3000 are the most in one folder of a pack"
    ]


DEEP = {
    "brackets": "a = " + "[" * 100_000,
    "dots": "a" + ".a" * 200_000 + " = 1",
    "dots in many lines": "\n".join(f"a{n}" + ".a" * 60 + " = 1" for n in range(200)),
    "tables": "a = " + "{a = " * 3_000 + "1" + "}" * 3_000,
    "digits": "version = " + "9" * 100_000,
    "a date": "reviewed = 9999-99-99",
    "nul": 'id = "\x00"',
}


@pytest.mark.parametrize("case", DEEP)
def test_that_a_file_made_to_break_the_reader_is_one_problem(tiny: Path, clinic: Path, case: str) -> None:
    (clinic / "rules" / "N02.toml").write_text(DEEP[case], "utf-8")
    stack = laid(tiny, (clinic,), "en")
    assert told(stack)
    assert all(line.startswith("clinic/rules/N02.toml") for line in told(stack))
    assert all(len(line) < 400 for line in told(stack))
    assert stack.library().rules["N02"] == shipped(tiny).rules["N02"]


@settings(max_examples=40)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_that_whatever_stands_in_a_file_the_shipped_rule_stands(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("packs")
    packs = Path(__file__).parent / "packs"
    clinic = Path(shutil.copytree(packs / "clinic", folder / "clinic"))
    (clinic / "rules" / "N02.toml").write_bytes(content)
    stack = laid(packs / "tiny", (clinic,), "en")
    assert told(stack)
    assert stack.library().rules["N02"] == shipped(packs / "tiny").rules["N02"]
    shutil.rmtree(folder)
