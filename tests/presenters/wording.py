"""The shipped wording of the screen."""

from treatplan.bundle import bundled
from treatplan.content.texts import load_texts

SCREEN = bundled("resources") / "screen"
WORDS = load_texts(SCREEN / "common")
PATIENTS = load_texts(SCREEN / "patients")
START = load_texts(SCREEN / "start")
WINDOW = load_texts(SCREEN / "window")
