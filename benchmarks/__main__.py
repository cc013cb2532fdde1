"""`make bench`: paper, safety check and window, each over its floor; medians over interleaved runs."""

import os
import platform
import sys

from benchmarks import floor
from benchmarks.rounds import interleaved, tell, timed
from treatplan.app.wiring import desk
from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.handout import compose
from treatplan.domain.items import items
from treatplan.domain.paper import Wish
from treatplan.domain.plan import Plan
from treatplan.domain.safety import check
from treatplan.exchange.files import read_intake
from treatplan.handout.writer import PdfWriter

ROUNDS = 40


def main() -> None:
    """Measure and print one Markdown table."""
    resources = bundled("resources")
    content = Packs(resources / "content", resources / "texts")
    library, texts = content.library("en"), content.texts("en")
    sample = min((resources / "demo").glob("*.intake.json"))
    intake = read_intake(sample)
    plan = desk().plans.draft(intake, sample.name)
    if not isinstance(plan, Plan):
        raise SystemExit(f"{sample} gives no plan")
    writer = PdfWriter(resources / "fonts")
    handout = compose(plan, intake, library, texts, Wish())
    pages = floor.pages_of(writer.write(handout))
    touched = items(plan, library)
    rules = tuple(library.rules.values())

    def pairs() -> int:
        """The least a check can do: look once at each pair of rule and item."""
        return sum(1 for rule in rules for item in touched if not item.kinds.isdisjoint(rule.kinds))

    took = interleaved(
        {
            "handout, written": timed(lambda: writer.write(handout)),
            "handout, floor: same content straight on the canvas": timed(lambda: floor.draw(pages)),
            "handout, composed": timed(lambda: compose(plan, intake, library, texts, Wish())),
            "safety check of a full plan": timed(lambda: check(plan, intake, library)),
            "safety check, floor: one look at each rule and item": timed(pairs),
        },
        ROUNDS,
    )
    words = sum(len(word.text.split()) for _, page, _ in pages for word in page)
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}; {ROUNDS} interleaved rounds")
    print(f"{sample.stem}: {len(pages)} pages, {words} words; {len(rules)} rules, {len(touched)} items\n")
    print("| what | median ms | over its floor |")
    print("|---|---|---|")
    floors = [took[name] for name in took if "floor" in name]
    for name, median in took.items():
        over = floors[1] if "safety" in name else floors[0]
        print(f"| {name} | {median * 1000:.2f} | {median / over:.2f} |")


def window() -> None:
    """Measure what a user waits for, and print the second table. No screen is needed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from benchmarks import first_paint, preview, unlock  # noqa: PLC0415  (Qt reads the platform when it is loaded)

    tell([*first_paint.measure(), *unlock.measure(), *preview.measure()])


def content() -> None:
    """Measure the library and the search in it, and print their table."""
    from benchmarks import library  # noqa: PLC0415  (needed for this table only)

    tell(library.measure())


def every() -> None:
    """All tables, the record at its short sizes."""
    from benchmarks import record  # noqa: PLC0415  (needed for this table only)

    main()
    content()
    window()
    record.main(())


if __name__ == "__main__":
    if sys.argv[1:2] == ["record"]:
        from benchmarks import record

        record.main(sys.argv[2:])
    else:
        every()
