"""A composed document as plain text: every word a patient reads, in the order in which they read it."""

from treatplan.domain.paper import (
    Block,
    Box,
    Calendar,
    ExerciseCard,
    Handout,
    ItemList,
    Modality,
    Paragraph,
    Rich,
    Section,
    Subheading,
    Table,
    TickLog,
    WriteIn,
)


def rich_text(text: Rich) -> str:
    """Bold is shown as `*bold*`."""
    return "".join(f"*{run.text}*" if run.bold else run.text for run in text)


def document_text(handout: Handout) -> str:
    """The whole document."""
    head = handout.letterhead
    lines = [head.clinic, *head.lines, *(rich_text(line) for line in head.right), handout.status, "", handout.title]
    for section in handout.sections:
        lines += section_lines(section)
    return "\n".join([*lines, "", f"-- {handout.footer} -- {handout.page_word} --"]) + "\n"


def section_lines(section: Section) -> list[str]:
    """One section under a rule with its id."""
    marks = " (new page)" if section.new_page else ""
    lines = ["", f"=== {section.id}{marks}: {section.heading}"]
    for block in section.blocks:
        lines += block_lines(block)
    return lines


def block_lines(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [("(small) " if block.small else "") + rich_text(block.text)]
        case Subheading():
            return [f"## {block.text}"]
        case ItemList():
            return items(block.items, numbered=block.numbered)
        case Modality():
            return [f"({block.tone}) *{block.lead}* {rich_text(block.text)}"]
        case WriteIn():
            return [block.label + "".join(f" [{space} ____]" for space in block.spaces)]
        case _:
            return larger_lines(block)


def larger_lines(block: Box | Table | ExerciseCard | TickLog | Calendar) -> list[str]:
    match block:
        case Box():
            inside = [block.title, *map(rich_text, block.paragraphs), *items(block.items, numbered=block.numbered)]
            return [f"[{block.tone}] {line}" for line in inside]
        case Table():
            rows = [" | ".join(map(rich_text, row)) for row in block.rows]
            return ["| " + line for line in (" | ".join(block.header), *rows)]
        case ExerciseCard():
            lines = [
                f"   {line}" for line in (block.start, *block.steps, " / ".join(block.chips), rich_text(block.note))
            ]
            drawn = [f"   ({picture.caption}: {picture.drawing.alt})" for picture in block.pictures]
            return [f"{block.number}. {block.name}", *drawn, *(line for line in lines if line.strip())]
        case TickLog():
            cells = " ".join(f"{day}:{'o' * block.ticks}" for day in block.days)
            return [*(f"{week} {cells}" for week in block.weeks), *filter(None, (block.caption,))]
        case Calendar():
            return calendar(block)


def items(given: tuple[Rich, ...], *, numbered: bool) -> list[str]:
    return [
        f"{number}. {rich_text(item)}" if numbered else f"- {rich_text(item)}" for number, item in enumerate(given, 1)
    ]


def calendar(block: Calendar) -> list[str]:
    labels = block.row_labels or ("",) * len(block.weeks)
    rows = [
        " ".join([label, *(" ".join((day.number, *(f"<{mark}>" for mark in day.marks))) + " |" for day in week)])
        for label, week in zip(labels, block.weeks, strict=True)
    ]
    return [" | ".join(block.header), *rows, block.caption]
