"""The small Markdown subset, and everything that is not in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treatplan.content.markdown import blocks
from treatplan.domain.errors import Refused
from treatplan.domain.paper import ItemList, Paragraph, Run, Subheading


def test_that_paragraphs_lists_and_subheadings_are_read_in_their_order() -> None:
    assert blocks("Rest.\n\n## At home\n\n- Walk\n- Stretch\n\n1. Sit\n2. Stand\n\n### More") == (
        Paragraph(text=(Run(text="Rest."),)),
        Subheading(text="At home"),
        ItemList(items=((Run(text="Walk"),), (Run(text="Stretch"),))),
        ItemList(items=((Run(text="Sit"),), (Run(text="Stand"),)), numbered=True),
        Subheading(text="More"),
    )


def test_that_bold_and_italic_are_runs_of_their_own() -> None:
    assert blocks("Press **hard, *now*, and** wait") == (
        Paragraph(
            text=(
                Run(text="Press "),
                Run(text="hard, ", bold=True),
                Run(text="now", bold=True, italic=True),
                Run(text=", and", bold=True),
                Run(text=" wait"),
            )
        ),
    )


def test_that_a_broken_line_is_one_space() -> None:
    assert blocks("One\ntwo\n   three") == (Paragraph(text=(Run(text="One two three"),)),)


@pytest.mark.parametrize(
    "text", ["less than <5 mm & more", "O'Neil & Sons", "{patient}", "a < b > c", "李伟", "50% * 2"]
)
def test_that_signs_of_markup_in_plain_words_are_words(text: str) -> None:
    assert blocks(text) == (Paragraph(text=(Run(text=text),)),)


def test_that_written_out_signs_are_words_too() -> None:
    assert blocks(r"&lt;b&gt; \<i\> \*star\*") == (Paragraph(text=(Run(text="<b> <i> *star*"),)),)


def test_that_nothing_is_nothing() -> None:
    assert blocks("\n\n") == ()


REFUSED = {
    "a tag": ("ok\n\n<b>bold</b>", "line 3", "HTML"),
    "a script": ("<script>\nalert(1)\n</script>", "line 1", "HTML"),
    "a comment": ("ok\n\n<!-- hidden -->", "line 3", "HTML"),
    "a tag in a list": ("- ok\n- <font size=99>x</font>", "line 2", "HTML"),
    "a tag in bold": ("**<img src=x onerror=y>**", "line 1", "HTML"),
    "a link": ("[click](https://example.org)", "line 1", "a link"),
    "a bare address": ("<https://example.org>", "line 1", "a link"),
    "the address of a link": ("text\n\n[x]: https://example.org", "line 3", "the address of a link"),
    "an image": ("a\n\n![x](y.png)", "line 3", "an image"),
    "code in words": ("`rm -rf`", "line 1", "code"),
    "fenced code": ("a\n\n```\nx\n```", "line 3", "code"),
    "indented code": ("a\n\n    x", "line 3", "code"),
    "a table": ("|a|b|\n|-|-|\n|1|2|", "line 1", "a table"),
    "a quotation": ("> said", "line 1", "a quotation"),
    "a rule": ("a\n\n---", "line 3", "a rule"),
    "a title": ("# Title", "line 1", "a heading of another kind"),
    "an underlined title": ("Title\n=====", "line 1", "a heading of another kind"),
    "a small heading": ("#### x", "line 1", "a heading of another kind"),
    "a bold heading": ("## a **b**", "line 1", "a subheading is plain"),
    "a nested list": ("- a\n  - b", "line 2", "a list inside a list"),
    "two paragraphs in an entry": ("- a\n\n  b", "line 1", "each entry of a list is one paragraph"),
    "an empty entry": ("- a\n-", "line 1", "each entry of a list is one paragraph"),
    "a list from three": ("3. a", "line 1", "a numbered list begins with 1"),
    "a forced break": ("a  \nb", "line 1", "a forced line break"),
    "struck out": ("~~a~~", "line 1", "struck-out text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_that_anything_else_is_refused_with_its_line(case: str) -> None:
    text, line, what = REFUSED[case]
    with pytest.raises(Refused) as refused:
        blocks(text, "leaflets/x.en.md")
    first = refused.value.problems[0]
    assert (first.file, first.field) == ("leaflets/x.en.md", line)
    assert what in first.message


def test_that_lines_are_counted_from_where_the_text_begins() -> None:
    with pytest.raises(Refused, match=r"x\.md: line 12: HTML"):
        blocks("a\n\n<b>b</b>", "x.md", 10)


def test_that_every_problem_is_told_once_and_in_its_order() -> None:
    with pytest.raises(Refused) as refused:
        blocks("> a\n> b\n\n<i>x</i> <i>y</i>\n\n`z`")
    assert [problem.field for problem in refused.value.problems] == ["line 1", "line 4", "line 6"]


@given(st.text(alphabet="ab*_#->1.`<&[]()!|~+ \n\\", max_size=60))
def test_that_no_text_breaks_the_reader_and_none_is_lost(text: str) -> None:
    try:
        made = blocks(text)
    except Refused:
        return
    printed = "".join(
        run.text
        for block in made
        for rich in (
            [block.text] if isinstance(block, Paragraph) else block.items if isinstance(block, ItemList) else []
        )
        for run in rich
    ) + "".join(block.text for block in made if isinstance(block, Subheading))
    assert printed.count("a") == text.count("a")
    assert printed.count("b") == text.count("b")
