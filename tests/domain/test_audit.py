"""What is found in an audit that does not fit, as words, and as an answer keeps it."""

import re

import pytest

from treatplan.domain.audit import Answer, Break, BreakKind, Verdict, as_detail, covered, from_detail, joined, said


def a_break(kind: BreakKind = BreakKind.CHANGED, first: int = 5, last: int = 5, *, answered: bool = False) -> Break:
    return Break(kind=kind, first=first, last=last, answered=answered)


@pytest.mark.parametrize("kind", BreakKind)
def test_that_every_break_is_one_sentence_with_its_place(kind: BreakKind) -> None:
    one, many = said(a_break(kind, 7, 7)), said(a_break(kind, 7, 9))
    for sentence in (one, many):
        assert re.search(r"\b[79]\b", sentence)
        assert not sentence.endswith(".")
        assert "  " not in sentence
        assert "\n" not in sentence


def test_that_neighbours_of_one_kind_are_one_break() -> None:
    gone = [a_break(BreakKind.GONE, 6, 8), a_break(BreakKind.GONE, 9, 9)]
    assert joined([a_break(), *gone, a_break(first=10, last=10)]) == (
        a_break(),
        a_break(BreakKind.GONE, 6, 9),
        a_break(first=10, last=10),
    )
    apart = (a_break(first=1, last=1), a_break(first=3, last=3), a_break(first=4, last=4, answered=True))
    assert joined(apart) == apart
    assert joined([]) == ()


def test_that_an_answer_is_kept_and_read_back() -> None:
    breaks = (a_break(BreakKind.ADDED, -7, 0), a_break(BreakKind.NO_ANCHOR, 12, 12), a_break(BreakKind.OLDER, 3, 40))
    detail = as_detail(Answer.PUT_BACK, breaks)
    assert detail == "put_back: added -7..0, no_anchor 12..12, older 3..40"
    assert tuple(from_detail(detail)) == breaks
    assert tuple(from_detail("looked_into: moved 1..2, changed, gone 3")) == ()


def test_that_an_answer_to_very_much_still_fits_and_covers_all_of_it() -> None:
    breaks = [a_break(first=row, last=row) for row in range(10**15, 10**15 + 1000, 2)]
    detail = as_detail(Answer.LOOKED_INTO, [*breaks, *(a_break(kind, -(10**18), 10**18) for kind in BreakKind)])
    assert len(detail) <= 200
    assert len(tuple(from_detail(detail))) > 2
    kept = tuple(from_detail(as_detail(Answer.LOOKED_INTO, breaks)))
    assert len(kept) == 1
    assert all(covered(one, kept) for one in breaks)


def test_that_an_answer_covers_its_rows_and_its_kind_only() -> None:
    answer = [a_break(first=5, last=9)]
    assert covered(a_break(first=5, last=9), answer)
    assert covered(a_break(first=6, last=6), answer)
    assert not covered(a_break(first=9, last=10), answer)
    assert not covered(a_break(BreakKind.GONE, 6, 6), answer)


def test_that_a_verdict_tells_what_is_not_answered_for() -> None:
    answered = a_break(answered=True)
    assert Verdict(rows=9, breaks=(answered, a_break(first=7, last=7))).open == (a_break(first=7, last=7),)
