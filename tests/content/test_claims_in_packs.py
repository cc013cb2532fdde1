"""In a clinic's own texts, what goes against the rules for claims is a warning that names the rule."""

from datetime import date
from pathlib import Path

import pytest

from treatplan.bundle import bundled
from treatplan.content.source import Packs
from treatplan.domain.packs import PackReport

RESOURCES = bundled("resources")
TODAY = date(2026, 11, 24)
FACTS = 'id = "{id}"\nversion = 1\nreviewed = 2026-11-22\n{more}sources = ["app-default"]\n'
WORDS = '+++\nof = 1\nreviewed = 2026-11-22\ntitle = "Ours"\n{more}+++\n\n{body}\n'


def looked_at(folder: Path, shelf: str, facts: str, words: str, body: str) -> PackReport:
    """A pack with one text of a clinic, as the check reports it."""
    (folder / shelf).mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "ours"\nversion = "1"\n', "utf-8")
    (folder / shelf / "ours.toml").write_text(FACTS.format(id="ours", more=facts), "utf-8")
    (folder / shelf / "ours.en.md").write_text(WORDS.format(more=words, body=body), "utf-8")
    return Packs(RESOURCES / "content", RESOURCES / "texts").look(folder, TODAY)


PLANTED = {
    "E7.1": "Acupuncture cures back pain.",
    "E7.1 harm": "Acupuncture is safe.",
    "E7.2": "Acupuncture relieves pain.",
    "E7.3": "Your Qi is weak.",
    "E7.6": "About 40% of people have it.",
}


@pytest.mark.parametrize("case", PLANTED)
@pytest.mark.parametrize(
    ("shelf", "facts", "words"),
    [("leaflets", 'section = "advice"\n', ""), ("articles", 'group = "living"\n', 'short = "Short."\n')],
)
def test_that_a_planted_sentence_is_a_warning_that_names_the_rule_and_the_file(
    tmp_path: Path, shelf: str, facts: str, words: str, case: str
) -> None:
    found = looked_at(tmp_path / "ours", shelf, facts, words, PLANTED[case])
    assert found.problems == ()
    warned = [str(problem) for problem in found.warnings if case.partition(" ")[0] in problem.message]
    assert warned
    assert all(f"{shelf}/ours.en.md" in line for line in warned)


def test_that_a_sound_text_of_a_clinic_is_warned_of_nothing(tmp_path: Path) -> None:
    words = 'short = "Short."\n'
    found = looked_at(tmp_path / "ours", "articles", 'group = "living"\n', words, "Walk a little. {claim:walking}")
    assert (found.problems, found.warnings) == ((), ())
