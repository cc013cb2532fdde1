"""An invented patient's handout with every kind of block: what a real one looks like, four pages at the standard size.

The words are examples of length and tone for the layout, not content of the program.
"""

from dataclasses import replace
from datetime import date, timedelta

from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import (
    Box,
    Calendar,
    Day,
    ExerciseCard,
    Handout,
    ItemList,
    Letterhead,
    Modality,
    Paper,
    Paragraph,
    Rich,
    Run,
    Section,
    Subheading,
    Table,
    TickLog,
    Tone,
    WriteIn,
    plain,
)

NAME = "Ana Álvarez"
DATED = date(2026, 11, 22)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def bold(text: str) -> Run:
    return Run(text=text, bold=True)


def rich(*parts: str | Run) -> Rich:
    return tuple(Run(text=part) if isinstance(part, str) else part for part in parts)


def key_box() -> Box:
    return Box(
        tone=Tone.KEY,
        title="Keep moving. Most back pain gets better.",
        items=(
            plain("Do your 2 exercises each day."),
            plain("Walk each day, a little more each week."),
            rich("Come on ", bold("Tuesday 24 November at 10:00.")),
        ),
        numbered=True,
    )


def stop_box() -> Box:
    return Box(
        tone=Tone.STOP,
        title="Go to hospital now (call 999) if you have new",
        items=(
            plain("trouble starting, feeling or holding your pee, or loss of bowel control"),
            plain("numbness between the legs, or weakness or pain spreading in one or both legs"),
            plain("sudden severe back, chest or tummy pain, fainting, or trouble breathing"),
        ),
    )


def thinking() -> Section:
    return Section(
        id="cause",
        heading="What we think is going on",
        blocks=(
            Paragraph(
                text=plain(
                    "Often no single cause is found. That is common. Changes that come with age are seen in many "
                    "people who have no pain."
                )
            ),
            Paragraph(
                text=rich(
                    "In traditional Chinese medicine this is called a cold and damp pattern (",
                    Run(text="hán shī", italic=True),
                    ", 寒湿). That is a traditional description, not a medical diagnosis.",
                )
            ),
        ),
    )


def treatment() -> Section:
    return Section(
        id="treatment",
        heading="What we will do",
        blocks=(
            Modality(
                tone=Tone.NEEDLING,
                lead="Fine needles, 25 minutes.",
                text=plain(
                    "8 thin sterile needles, used once. In studies some people had less pain for weeks or months. "
                    "The average gain over usual care is modest. [1, 2]"
                ),
            ),
            Modality(
                tone=Tone.MOXIBUSTION,
                lead="Warmth (moxa), 10 minutes, no smoke.",
                text=plain(
                    "Held 3 cm from the skin. Say at once if it is too hot. Proof that it adds more is limited. [3] "
                    "Your practitioner checks your skin."
                ),
            ),
            Modality(
                tone=Tone.CUPPING,
                lead="Cups, 5 minutes, at the end.",
                text=plain("Light suction only. Round marks are common and fade in about a week."),
            ),
            Modality(
                tone=Tone.STRETCHING,
                lead="Two exercises at home, 5 minutes a day.",
                text=plain(
                    "In studies, exercise lowered long-lasting back pain by about 15 points in 100 over some "
                    "months. [4]"
                ),
            ),
        ),
    )


def plan_table() -> Section:
    rows = (
        ("Fine needles", "BL23, BL25 both sides, 10 to 20 mm", "25 min", "each visit"),
        ("Fine needles", "BL40, GB34 both sides, 10 to 20 mm", "25 min", "each visit"),
        ("Warmth (moxa)", "BL23 both sides, 3 cm above the skin", "10 min", "visits 1 to 6"),
        ("Cups", "Low back, two cups, still", "5 min", "from visit 3"),
        ("Stretching", "Pelvic tilt; cat and cow", "5 min", "each day at home"),
    )
    return Section(
        id="plan",
        heading="Your plan as a table",
        blocks=(
            Table(
                header=("What", "Where", "How long", "When"),
                rows=tuple(tuple(plain(cell) for cell in row) for row in rows),
                widths=(0.24, 0.4, 0.14, 0.22),
                tones=(Tone.NEEDLING, Tone.NEEDLING, Tone.MOXIBUSTION, Tone.CUPPING, Tone.STRETCHING),
            ),
            Paragraph(
                text=plain("mm: how deep a needle goes, at most. The letters name points on the body."), small=True
            ),
        ),
    )


def weeks(first: date, count: int) -> tuple[tuple[Day, ...], ...]:
    """Two visits a week for three weeks, then one; the fifth is a review."""
    visits = [first + timedelta(days=days) for days in (1, 3, 8, 10, 15, 17, 22, 29, 36, 43)]
    marks = {day: (f"visit {number}", "review")[: 1 + (number == 5)] for number, day in enumerate(visits, 1)}
    days = [first + timedelta(days=number) for number in range(7 * count)]
    made = [
        Day(
            number=f"{day.day} {day:%b}" if day.day == 1 or day == first else str(day.day),
            marks=marks.get(day, ()),
            review="review" in marks.get(day, ()),
        )
        for day in days
    ]
    return tuple(tuple(made[start : start + 7]) for start in range(0, len(made), 7))


def course() -> Section:
    return Section(
        id="course",
        heading="Your visits",
        blocks=(
            Calendar(
                header=DAYS,
                weeks=weeks(date(2026, 11, 23), 7),
                caption="10 visits: 2 a week for 3 weeks, then 1 a week. We look at your progress at visit 5 and "
                "change the plan, or stop, if it does not help.",
            ),
        ),
    )


def home() -> Section:
    return Section(
        id="home",
        heading="Your exercises at home",
        blocks=(
            Paragraph(text=plain("Slow and easy. A gentle pull is fine. Sharp pain is not.")),
            ExerciseCard(
                number=1,
                name="Pelvic tilt",
                start="Lie on your back, knees bent, feet flat.",
                steps=("Press the small of your back into the floor.", "Let go slowly."),
                chips=("hold 2 seconds", "5 times", "3 times a day"),
                note=plain("Stop if pain goes down your leg."),
            ),
            ExerciseCard(
                number=2,
                name="Cat and cow, small range",
                start="On hands and knees.",
                steps=("Round your back up a little, then let it sink.",),
                chips=("hold 2 seconds", "10 times", "2 times a day", "on most days"),
            ),
            TickLog(
                corner="Week",
                days=("M", "T", "W", "T", "F", "S", "S"),
                weeks=("Week 1", "Week 2", "Week 3"),
                ticks=2,
                caption="Tick what you did, and bring it with you.",
            ),
            WriteIn(label="Pain today, 0 to 10:", spaces=("week 1", "week 2", "week 3")),
        ),
    )


def aftercare() -> Section:
    return Section(
        id="after",
        heading="After a visit",
        blocks=(
            Paragraph(
                text=rich(
                    "About 1 in 10 people notice something minor, such as a bruise. You take a blood thinner, so you "
                    "may bruise more. ",
                    bold(
                        "If a spot bleeds, press firmly for 10 minutes without looking. If it still bleeds, go to "
                        "hospital."
                    ),
                    " Keep taking warfarin. Add no aspirin or ibuprofen.",
                )
            ),
            Subheading(text="On the same day"),
            ItemList(
                items=(
                    plain("Drink water, and eat something before you travel."),
                    plain("Sit for a few minutes if you feel light-headed."),
                    rich("A warm shower is fine. ", Run(text="Keep the skin dry where the cups were.", italic=True)),
                )
            ),
            Box(
                tone=Tone.CAUTION,
                title="See a doctor today",
                paragraphs=(
                    rich(
                        "if you have fever or chills with back pain, or a burn that blisters. ",
                        bold("Emergency signs are on page 1."),
                    ),
                ),
            ),
            WriteIn(label="Questions for my next visit:", spaces=()),
            WriteIn(label="", spaces=("Signed",), long=True),
        ),
    )


def evidence() -> Section:
    return Section(
        id="sources",
        heading="Where this comes from",
        blocks=(
            ItemList(
                items=(
                    plain("Mu and others, 2020. Acupuncture for chronic low back pain. Cochrane review."),
                    plain("DeBar and others, 2025. Needles for back pain in older people."),
                    plain("Chen and others, 2020. Moxibustion as an addition."),
                    plain("Hayden and others, 2021. Exercise for chronic low back pain. Cochrane review."),
                ),
                numbered=True,
                small=True,
            ),
            Paragraph(
                text=plain("Written by your practitioner with treatplan. Ask if anything is not clear."), small=True
            ),
        ),
        keep_together=True,
    )


def sample(
    size: PrintSize = PrintSize.STANDARD, paper: Paper = Paper.A4, name: str = NAME, status: str = "Draft, not released"
) -> Handout:
    """The handout of an invented patient."""
    return Handout(
        title="Your plan for your back",
        language="en",
        paper=paper,
        size=size,
        dated=DATED,
        letterhead=Letterhead(
            clinic="Willow Bridge Acupuncture",
            lines=("24 Mill Lane · 01233 555 014",),
            right=(rich("Plan for ", bold(name)), plain("22 November 2026 · version 2")),
        ),
        sections=(
            Section(id="first", heading="", blocks=(key_box(), stop_box())),
            thinking(),
            treatment(),
            plan_table(),
            course(),
            home(),
            aftercare(),
            evidence(),
        ),
        footer=f"{name} · plan of 22 November 2026, version 2 · M. Okafor, LicAc",
        page_word="Page {page} of {pages}",
        status=status,
        subject=f"Plan for {name}",
        meta={"plan": "version 2"},
    )


def with_sections(*sections: Section) -> Handout:
    """The sample with other sections."""
    return replace(sample(), sections=sections)
