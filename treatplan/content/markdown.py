"""The small Markdown subset of leaflets, as blocks of paper.

Allowed: paragraphs, bullet and numbered lists of single paragraphs, **bold**, *italic*, and subheadings (## or ###).
Anything else is refused with its line, HTML above all: what prints must be what was read and checked.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from treatplan.domain.errors import Problem, Refused
from treatplan.domain.paper import Block, ItemList, Paragraph, Rich, Run, Subheading

Found: TypeAlias = tuple[int, str]
_NAMES = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "fence": "code",
    "code_block": "code (a line that is set in by four spaces)",
    "code_inline": "code",
    "link_open": "a link",
    "image": "an image",
    "table_open": "a table",
    "blockquote_open": "a quotation",
    "hr": "a rule across the page",
    "hardbreak": "a forced line break",
    "s_open": "struck-out text",
    "bullet_list_open": "a list inside a list",
    "ordered_list_open": "a list inside a list",
    "heading_open": "a heading inside a list",
}
_HEADINGS = ("h2", "h3")


def blocks(text: str, file: str = "", first_line: int = 1) -> tuple[Block, ...]:
    """The blocks of a text. Raises `Refused` with a problem for each thing that may not stand in it.

    `first_line` is the line of `file` that the text begins at, so that problems name the line a writer sees.
    """
    env: dict[str, Any] = {}
    reader = _Reader(_parser().parse(text, env))
    made = tuple(reader.blocks())
    links = [(entry["map"][0], "the address of a link may not stand in a text") for entry in _references(env)]
    found = sorted(dict.fromkeys([*reader.found, *links]))
    if found:
        raise Refused(*(Problem(file=file, field=f"line {line + first_line}", message=what) for line, what in found))
    return made


def _references(env: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Addresses of links that are defined apart: they leave no token, so that they would vanish unseen."""
    yield from env.get("references", {}).values()
    yield from env.get("duplicate_refs", [])


@cache
def _parser() -> MarkdownIt:
    # Everything is recognised, so that everything else can be refused rather than printed as it stands.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class _Reader:
    """Walks the flat token stream; `found` grows with what is refused, by line (from 0)."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.found: list[Found] = []
        self._tokens = tokens
        self._at = 0

    def blocks(self) -> Iterator[Block]:
        while self._at < len(self._tokens):
            token = self._next()
            match token.type:
                case "paragraph_open":
                    yield Paragraph(text=self._rich(self._next()))
                    self._next()
                case "heading_open":
                    yield from self._heading(token)
                case "bullet_list_open" | "ordered_list_open":
                    yield self._list(token)
                case _:
                    self._refuse(token)
                    self._pass_over(token)

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _heading(self, opened: Token) -> Iterator[Subheading]:
        inline = self._next()
        self._next()
        if opened.tag not in _HEADINGS or opened.markup.startswith(("=", "-")):
            self._say(opened, "is a heading of another kind; write ## before a subheading")
            return
        text = self._rich(inline)
        if any(run.bold or run.italic for run in text):
            self._say(opened, "a subheading is plain, without bold or italic")
        yield Subheading(text="".join(run.text for run in text))

    def _list(self, opened: Token) -> ItemList:
        numbered = opened.type == "ordered_list_open"
        if numbered and opened.attrGet("start") not in {None, 1}:
            self._say(opened, "a numbered list begins with 1")
        items: list[Rich] = []
        before = 0
        while (token := self._next()).level > opened.level:
            match token.type:
                case "list_item_open":
                    before = len(items)
                case "list_item_close":
                    if len(items) != before + 1:
                        self._say(opened, "each entry of a list is one paragraph")
                case "paragraph_open":
                    items.append(self._rich(self._next()))
                case "paragraph_close":
                    pass
                case _:
                    self._refuse(token)
                    self._pass_over(token)
        return ItemList(items=tuple(items), numbered=numbered)

    def _rich(self, inline: Token) -> Rich:
        runs: list[Run] = []
        bold = italic = 0
        for token in inline.children or ():
            match token.type:
                case "strong_open" | "strong_close":
                    bold += token.nesting
                case "em_open" | "em_close":
                    italic += token.nesting
                case "text" | "text_special" | "softbreak":
                    text = " " if token.type == "softbreak" else token.content
                    runs.append(Run(text=text, bold=bold > 0, italic=italic > 0))
                case _ if token.nesting >= 0:
                    self._refuse(token, inline)
        return _joined(runs)

    def _refuse(self, token: Token, inline: Token | None = None) -> None:
        self._say(inline or token, f"{_NAMES.get(token.type, token.type)} may not stand in a text")

    def _say(self, token: Token, message: str) -> None:
        self.found.append((token.map[0] if token.map else 0, message))

    def _pass_over(self, opened: Token) -> None:
        """To the end of what was refused, so that it is told once."""
        while opened.nesting == 1 and not (self._tokens[self._at - 1].nesting == -1 and self._closes(opened)):
            self._at += 1

    def _closes(self, opened: Token) -> bool:
        last = self._tokens[self._at - 1]
        return last.level == opened.level and last.type == opened.type.replace("_open", "_close")


def _joined(runs: Sequence[Run]) -> Rich:
    """Neighbours in the same face as one run."""
    made: list[Run] = []
    for run in runs:
        if made and (made[-1].bold, made[-1].italic) == (run.bold, run.italic):
            made[-1] = Run(text=made[-1].text + run.text, bold=run.bold, italic=run.italic)
        elif run.text:
            made.append(run)
    return tuple(made)
