"""Path data as it is written in the artwork."""

import pytest

from treatplan.domain.drawing import segments


def test_that_path_data_is_read_into_segments() -> None:
    assert segments("M 0 0 C 1 2,3 4,5 6 L 7.5 -8 Z") == (
        ("M", (0.0, 0.0)),
        ("C", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)),
        ("L", (7.5, -8.0)),
        ("Z", ()),
    )


def test_that_numbers_after_a_command_go_on_with_it() -> None:
    assert segments("M0 0 L1 1 2 2") == (("M", (0.0, 0.0)), ("L", (1.0, 1.0)), ("L", (2.0, 2.0)))


def test_that_no_path_is_no_segments() -> None:
    assert segments("  ") == ()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("M 0 0 Q 1 1 2 2", "'Q 1 1 2 2' is no command"),
        ("M 0", "has 1 numbers; M takes 2"),
        ("M 0 0 C 1 2 3 4 5", "has 5 numbers; C takes 6"),
        ("M 0 0 L", "has 0 numbers; L takes 2"),
        ("M 0 0 Z 4", "has 1 numbers; Z takes 0"),
        ("M 0 0 zero", "'zero' is no command"),
    ],
)
def test_that_a_wrong_path_is_told(data: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        segments(data)
