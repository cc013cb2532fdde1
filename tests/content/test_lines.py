"""Problems say the line that a writer looks for."""

import pytest

from treatplan.content.lines import Lines, said_line

TEXT = '''id = "X"
note = """
level = "caution"
"""
level = "note"
sizes = [
  1,
  2,
]

[[targets]]
kinds = ["needling"]

[[targets]]
points = ["BL23"]
adjust.most = 4

[inner."a key"]
deep = 1
'''


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("id", 1),
        ("level", 5),
        ("sizes[1]", 6),
        ("targets[0].kinds", 12),
        ("targets[0].kinds[0]", 12),
        ("targets[1].points", 15),
        ("targets[1].adjust.most", 16),
        ("targets[1].kinds", 14),
        ("inner.a key.deep", 19),
        ("not there", 1),
        ("", 1),
    ],
)
def test_that_a_field_is_found_or_what_is_nearest_around_it(field: str, line: int) -> None:
    assert Lines(TEXT).of(field) == line


def test_that_front_matter_is_counted_with_its_fence_and_the_body_is_no_toml() -> None:
    assert Lines("+++\nof = 1\ntitle = 2\n+++\nbody = 1\n").of("title") == 3
    assert Lines("+++\nof = 1\n+++\nbody = 1\n").of("body") == 1


def test_that_an_empty_file_has_no_line() -> None:
    assert Lines("").of("id") == 0


def test_that_a_line_that_is_told_already_is_told_once() -> None:
    assert said_line("line 9", "HTML may not stand in a text") == (9, "", "HTML may not stand in a text")
    assert said_line("", "is not TOML: Invalid value (at line 2, column 7)") == (2, "", "is not TOML: Invalid value")
    assert said_line("level", "is odd") == (0, "level", "is odd")
