"""The short form of the sabotages: every mistake can still be made, two are caught, and what harms nobody is not."""

from pathlib import Path

from tests.faults.sabotage import Sabotage, all_sabotages, copied, problem_of, tried

ROOT = Path(__file__).resolve().parents[2]
FILE = "domain/backups.py"
HARMLESS = Sabotage(
    "harmless",
    "tests/domain/test_backups.py::test_that_a_few_backups_all_stay",
    ((FILE, "So many of the newest always stay.", "As many of the newest always stay."),),
)
OUTDATED = Sabotage("outdated", HARMLESS.check, ((FILE, "words of another year", ""),))


def test_that_every_sabotage_still_applies() -> None:
    wrong = [
        f"{one.name}: {problem}"
        for one in all_sabotages().values()
        for patch in one.patches
        if (problem := problem_of(patch, ROOT))
    ]
    assert wrong == []


def test_that_every_check_of_a_sabotage_is_there() -> None:
    missing = []
    for one in all_sabotages().values():
        if not one.harness:
            file, _, name = one.check.partition("[")[0].partition("::")
            path = ROOT / file
            if not path.is_file() or (name and f"def {name}(" not in path.read_text(encoding="utf-8")):
                missing.append(one.check)
    assert missing == []


def test_that_sabotage_is_caught_and_what_harms_nobody_is_not() -> None:
    known = all_sabotages()
    with copied() as tree:
        assert tried(known["any-signature-fits"], tree).caught
        assert tried(known["thinned-by-date-only"], tree).caught
        harmless, outdated = tried(HARMLESS, tree), tried(OUTDATED, tree)
        whole = (tree / "treatplan" / FILE).read_bytes()
    assert (harmless.caught, harmless.what) == (False, "nobody noticed")
    assert not outdated.caught
    assert outdated.what.startswith("does not apply")
    assert whole == (ROOT / "treatplan" / FILE).read_bytes()
