"""Values go into wording as they are."""

import gettext

import pytest

from treatplan.domain.texts import Texts, fill, places


class Words(gettext.NullTranslations):
    """A catalogue that says its keys, and a plural in words."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "one visit" if n == 1 else "{n} visits, {name}"


@pytest.mark.parametrize(
    "name",
    ["{patient}", "{name}", "{0}", "{{name}}", "{name.__class__}", "<Smith>", "O'Neil & Sons", "李伟", "%s", "\\1"],
)
def test_that_a_value_is_inserted_as_it_is_written(name: str) -> None:
    assert Texts("en", Words()).say("For {name} – {name}", name=name) == f"For {name} – {name}"


def test_that_one_value_is_never_filled_into_another() -> None:
    assert fill("{first} {second}", {"first": "{second}", "second": "2"}) == "{second} 2"


def test_that_numbers_are_filled_in_by_themselves() -> None:
    texts = Texts("en", Words())
    assert texts.count("visits", 1, name="Ana") == "one visit"
    assert texts.count("visits", 3, name="Ana") == "3 visits, Ana"


def test_that_a_missing_value_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="name"):
        Texts("en", Words()).say("For {name}", patient="Ana")


def test_that_only_plain_names_are_places() -> None:
    assert places("{a} {b_2} {c.d} {0} {} {E} {a}") == {"a", "b_2"}
