"""Show the parts of the window with hostile data: `python -m tools.gallery OUT.png [--dark] [--scale 1.5]`."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from treatplan.content.texts import load_texts
from treatplan.presenters.table import Column, RowsModel
from treatplan.ui import style
from treatplan.ui.frame import Frame
from treatplan.ui.parts.banner import Banner
from treatplan.ui.parts.buttons import Button, danger, icon_button, link, primary, quiet
from treatplan.ui.parts.card import Card, Hue
from treatplan.ui.parts.chips import Chip, ChipRow
from treatplan.ui.parts.choices import AnswerField, ChipsField, ChoiceField, Option, ScaleField
from treatplan.ui.parts.entries import DateField, LineField, LongField, NumberField
from treatplan.ui.parts.flow import column, row, scrolling
from treatplan.ui.parts.notice import Notice
from treatplan.ui.parts.rail import Entry
from treatplan.ui.parts.search import SearchBox
from treatplan.ui.parts.table import RowsView
from treatplan.ui.parts.tabs import Tabs
from treatplan.ui.parts.text import Label
from treatplan.ui.tokens import DARK, LARGE, LIGHT, MEDIUM, Tokens

ROOT = Path(__file__).resolve().parent.parent
WORDS = load_texts(ROOT / "resources" / "screen" / "common")
TODAY = date(2026, 11, 25)
PEOPLE = [
    ("Álvarez, Ana", "", "12 Mar 1971 · 55", "01233 555 014", "1042"),
    ("<Smith>, <b>Bob</b>", "formerly Jones", "1 Jan 1990 · 36", "", "7"),
    ("李伟", "Lǐ Wěi", "30 Sep 1958 · 68", "07700 900 123", "883"),
    ("O'Neil & Sons", "", "5 May 2001 · 25", "07700 900 456", "12"),
    ("N" * 300, "", "9 Sep 1949 · 77", "07700 900 789", "99999"),
    ("\u202eعلي حسن", "", "2 Feb 1980 · 46", "07700 900 321", "314"),
]


def buttons() -> Card:
    """All ranks of buttons, and chips."""
    card = Card("Buttons", meta="one primary a page")
    off = Button("Switched off")
    off.setEnabled(False)
    card.add(row(primary("Release", picture="check"), Button("Start from…"), quiet("Undo", picture="undo"), off, None))
    card.add(
        row(
            danger("Delete draft"),
            Button("2 to answer", "caution"),
            link("5 reasons"),
            icon_button("print", "Print"),
            None,
        )
    )
    chips = [
        Chip(words="Warfarin", tone="stop"),
        Chip(words="Osteoporosis: ask", tone="caution"),
        Chip(words="Español"),
    ]
    card.add(ChipRow([*chips, Chip(words="<b>Large</b> & bold"), Chip(words="Confirmed", tone="done")]))
    return card


def fields() -> Card:
    """What is typed and chosen."""
    card = Card("Fields", meta="labels, hints, problems", lead=True)
    name = LineField(WORDS, "Family name")
    name.set_value("O'Neil & Sons <Smith>")
    born = DateField(WORDS, "Birth date", lambda: TODAY, past=True, hint="55 years")
    born.set_value(date(1971, 3, 12))
    depth = NumberField(WORDS, "Depth", unit="mm", limits=(1, 60))
    depth.set_value(20)
    minutes = NumberField(WORDS, "Retention", unit="min", limits=(5, 40))
    minutes.set_problem("From 5 to 40 min")
    minutes._line.setText("90")  # noqa: SLF001  (as typed)
    sex = ChoiceField(WORDS, "Sex", [Option(key=k, words=k) for k in ("Female", "Male", "Other", "Not recorded")])
    sex.set_value("Female")
    stim = ChoiceField(WORDS, "Stimulation", [Option(key=str(n), words=f"Manual, {n}") for n in range(7)])
    note = LongField(WORDS, "Note", lines=2)
    note.set_value("Lifts <b>boxes</b> at work & sleeps badly.\n李伟 said so.")
    off = LineField(WORDS, "Switched off")
    off.set_value("cannot be changed")
    off.setEnabled(False)
    card.add(row(name, born, gap=MEDIUM))
    card.add(row(depth, minutes, stim, gap=MEDIUM))
    card.add(row(sex, off, gap=MEDIUM))
    card.add(note)
    return card


def questions() -> Card:
    """What is asked."""
    card = Card("Red flags", meta="12 of 60 asked")
    for number, question in enumerate(
        ("Trouble passing urine, or not feeling it?", "Numbness between the legs?", "Fever or chills with the pain?")
    ):
        field = AnswerField(WORDS, question)
        field.set_value(("no", "yes", "not_asked")[number])
        card.add(field)
    card.add(Notice(WORDS, "stop", "go to hospital now", "Numbness between the legs can mean that nerves are pressed."))
    scale = ScaleField(WORDS, "Pain now", ends=("no pain", "the worst"))
    scale.set_value(6)
    card.add(scale)
    worse = ChipsField(
        WORDS,
        "Worse with",
        [
            Option(key=w, words=w)
            for w in ("Sitting", "Standing", "Walking", "Bending forward", "Cold & rain", "Lifting")
        ],
    )
    worse.set_value(("Sitting", "Cold & rain"))
    card.add(worse)
    return card


def plan() -> Card:
    """A finding below a heading."""
    card = Card("Needling", meta="0.18 × 30 mm · prone · 25 min · 8 needles", hue="needling")
    card.add_action(icon_button("plus", "Add a point"))
    notice = Notice(
        WORDS,
        "caution",
        "bleeding",
        "Takes warfarin, INR 2.6 on 3 Nov. Thin needles, shallow, light; press after each.",
    )
    notice.add_action(Button("Acknowledge"))
    notice.add_action(link("Why · 3 sources"))
    card.add(notice)
    card.add(Notice(WORDS, "info", "", "This plan was drafted from the intake of 22 Nov."))
    return card


def hues() -> QHBoxLayout:
    """The marks of the modalities."""
    hues: tuple[Hue, ...] = ("moxibustion", "cupping", "stretching", "advice")
    cards = [Card(hue.capitalize(), meta="off", hue=hue) for hue in hues]
    return row(*cards, gap=MEDIUM)


def people() -> Card:
    """A search and its list."""
    card = Card("Patients")
    columns = [
        Column[tuple[str, ...]](title="Name", text=lambda p: p[0], quiet=lambda p: p[1], strong=True),
        Column[tuple[str, ...]](title="Born", text=lambda p: p[2], width=150),
        Column[tuple[str, ...]](title="Phone", text=lambda p: p[3], width=140),
        Column[tuple[str, ...]](title="File", text=lambda p: p[4], width=70, right=True),
    ]
    model = RowsModel(columns)
    model.set_rows(PEOPLE)
    view = RowsView(model, "Patients")
    model.setParent(view)
    view.choose(1)
    card.add(SearchBox("Find a patient", "Name, phone or birth date"))
    card.add(view)
    return card


def frame() -> Frame:
    """All of it in the frame."""
    made = Frame(
        WORDS,
        lambda: [
            Entry(key="patients", words="Patients", picture="patients"),
            Entry(key="library", words="Library", picture="library"),
        ],
    )
    made.rail.select("patients")
    made.rail.set_badge("library", "3")
    made.rail.set_user("M. Okafor, LicAc", "Willow Bridge Acupuncture")
    banner = Banner()
    banner.set_patient(
        "Ana Álvarez",
        "12 Mar 1971 · 55 · she/her · File 1042",
        [
            Chip(words="Warfarin", tone="stop"),
            Chip(words="Osteoporosis: ask", tone="caution"),
            Chip(words="Español"),
            Chip(words="Large print"),
        ],
    )
    banner.set_note("Saved 2 s ago")
    made.set_banner(banner)
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    tabs = Tabs([("intake", "Intake"), ("plan", "Plan · draft 2"), ("visits", "Visits")], "Patient")
    tabs.open("plan")
    tabs.add_action(Button("Undo: remove BL60"))
    tabs.add_action(Button("2 to answer before release", "caution"))
    box.addWidget(tabs)
    inside = QWidget()
    across = QHBoxLayout(inside)
    across.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
    across.setSpacing(MEDIUM)
    left = column(Label("A page heading", "title"), buttons(), fields(), people(), gap=MEDIUM)
    right = column(plan(), questions(), None, gap=MEDIUM)
    right.insertLayout(1, hues())
    across.addLayout(left, 1)
    across.addLayout(right, 1)
    box.addWidget(scrolling(inside), 1)
    made.add_page("gallery", page)
    made.show_page("gallery")
    return made


def main() -> None:
    """Show it, or save a picture of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out")
    asked.add_argument("--dark", action="store_true")
    asked.add_argument("--desk", action="store_true")
    asked.add_argument("--scale", type=float, default=1.0)
    asked.add_argument("--size", default="1440x900")
    call = asked.parse_args()
    app = QApplication(sys.argv[:1])
    tokens = Tokens(colours=DARK if call.dark else LIGHT, scale=call.scale, desk=call.desk)
    style.install(app, fonts=ROOT / "resources" / "fonts", icons=ROOT / "resources" / "icons", tokens=tokens)
    window = frame()
    width, height = call.size.split("x")
    window.resize(int(width), int(height))
    window.show()
    for _ in range(5):
        app.processEvents()
    window.grab().save(call.out)
    window.close()


if __name__ == "__main__":
    main()
