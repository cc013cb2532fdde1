"""Each command on the shipped samples: what it prints, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pypdfium2 as pdfium
import pytest

from tests.cli.conftest import SAMPLES, Ended
from treatplan.app.main import main
from treatplan.domain.points import parse_code
from treatplan.exchange.canonical import readable
from treatplan.exchange.files import FORMATS, read_intake, read_plan

Call = Callable[..., Ended]
INTAKES = sorted(SAMPLES.glob("*.intake.json"))
EMERGENCY = next(path for path in INTAKES if "emergency" in path.name)
PREGNANT = next(path for path in INTAKES if "pregnant" in path.name)


def text_of(pdf: Path) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(out)]) == 0
    return out


def test_that_the_demo_ends_with_the_paths_of_its_pdfs(call: Call, tmp_path: Path) -> None:
    ended = call("demo", "--out", tmp_path / "demo")
    assert ended.code == 0
    paths = [Path(line) for line in ended.out.strip().splitlines()[-len(INTAKES) :]]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in paths)


def test_that_the_same_input_makes_the_same_bytes(demo: Path, call: Call, tmp_path: Path) -> None:
    assert call("demo", "--out", tmp_path).code == 0
    sheets = sorted(demo.glob("*/handout.pdf"))
    assert sheets
    for sheet in sheets:
        assert (tmp_path / sheet.relative_to(demo)).read_bytes() == sheet.read_bytes()


def test_that_paper_from_files_is_marked_as_a_draft_and_released_paper_is_not(
    call: Call, demo: Path, tmp_path: Path
) -> None:
    sheet = demo / "1-overuse-cold-damp" / "handout.pdf"
    files = ("plan", "handout", sheet.with_name("plan.json"), "--intake", sheet.with_name("intake.json"))
    call(*files, "-o", tmp_path / "file.pdf", "--jurisdiction", "gb")
    assert "not released" in text_of(tmp_path / "file.pdf")
    assert "not released" not in text_of(sheet)


def test_that_the_demo_throws_nothing_away_that_it_did_not_make(call: Call, tmp_path: Path) -> None:
    strange = tmp_path / "demo.treatplan"
    strange.write_bytes(b"somebody's own file")
    assert call("demo", "--out", tmp_path).code == 2
    assert strange.read_bytes() == b"somebody's own file"


def test_that_the_same_intake_makes_the_same_draft(call: Call) -> None:
    for intake in INTAKES:
        assert call("plan", "draft", intake, "--json") == call("plan", "draft", intake, "--json")


def test_that_a_draft_in_words_gives_each_item_its_reason_and_sources(call: Call) -> None:
    told = call("plan", "draft", INTAKES[0]).out
    assert "BL23 bilateral" in told
    assert told.count("because ") > told.count("  - BL")
    assert "sources: " in told


def test_that_an_emergency_stops_the_draft_and_gives_a_typed_referral(call: Call, tmp_path: Path) -> None:
    written = tmp_path / "referral.json"
    ended = call("plan", "draft", EMERGENCY, "--json", "-o", written)
    assert ended.code == 1
    referral = json.loads(ended.out)
    assert referral["format"] == "treatplan.referral/1"
    assert referral["urgency"] == "emergency"
    assert {flag["flag"] for flag in referral["flags"]} >= {"RF01", "RF02"}
    assert json.loads(written.read_text(encoding="utf-8")) == referral


def test_that_the_referral_note_is_printed_from_either_file(call: Call, demo: Path, tmp_path: Path) -> None:
    case = demo / EMERGENCY.name.removesuffix(".intake.json")
    by_hand = json.loads((demo / "1-overuse-cold-damp" / "plan.json").read_text(encoding="utf-8"))
    del by_hand["for_patient"]
    (tmp_path / "plan.json").write_text(json.dumps(by_hand), encoding="utf-8")
    for plan in (case / "referral.json", tmp_path / "plan.json"):
        note = tmp_path / "note.pdf"
        ended = call("plan", "handout", plan, "--intake", EMERGENCY, "-o", note)
        assert ended.code == 1
        assert "Emergency referral" in text_of(note)
        assert "Your plan for your back" not in text_of(note)


def test_that_a_plan_is_not_printed_with_another_patients_intake(call: Call, demo: Path, tmp_path: Path) -> None:
    mine, other = demo / "1-overuse-cold-damp", demo / "2-recent-injury"
    out = tmp_path / "mixed.pdf"
    ended = call("plan", "handout", mine / "plan.json", "--intake", other / "intake.json", "-o", out)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "another patient" in ended.err
    assert not out.exists()


def test_that_what_the_patient_refused_is_not_drafted_and_blocks_where_it_is_planned(
    call: Call, demo: Path, tmp_path: Path
) -> None:
    case = demo / "1-overuse-cold-damp"
    intake = json.loads((case / "intake.json").read_text(encoding="utf-8"))
    intake["consent"]["cupping"] = "no"
    refused = tmp_path / "intake.json"
    refused.write_text(json.dumps(intake), encoding="utf-8")
    plan = json.loads(call("plan", "draft", refused, "--json").out)
    assert "cupping" not in {component["modality"] for component in plan["components"]}
    assert any(left["rule"] == "A01" for left in plan["left_out"])
    ended = call("plan", "check", case / "plan.json", "--intake", refused, "--json")
    assert ended.code == 1
    (finding,) = [found for found in json.loads(ended.out)["findings"] if found["rule"] == "A01"]
    assert (finding["blocks"], finding["overridable"], finding["fact"]["field"]) == (True, False, "consent.cupping")


def test_that_an_urgent_sign_is_told_at_the_draft_and_prints_a_note_for_the_doctor(
    call: Call, demo: Path, tmp_path: Path
) -> None:
    intake = json.loads((demo / "1-overuse-cold-damp" / "intake.json").read_text(encoding="utf-8"))
    intake["red_flags"]["RF12.fever_or_chills"] = "yes"
    feverish, plan, note = tmp_path / "intake.json", tmp_path / "plan.json", tmp_path / "note.pdf"
    feverish.write_text(json.dumps(intake), encoding="utf-8")
    drafted = call("plan", "draft", feverish, "-o", plan)
    assert drafted.code == 1
    assert "RF12" in drafted.err
    assert call("plan", "handout", plan, "--intake", feverish, "-o", note).code == 1
    assert "Your plan for your back" not in text_of(note)
    assert "Call your doctor today" in " ".join(text_of(note).split())


def test_that_a_word_in_a_file_does_not_release_a_plan(call: Call, demo: Path, tmp_path: Path) -> None:
    case = demo / "1-overuse-cold-damp"
    plan = json.loads((case / "plan.json").read_text(encoding="utf-8")) | {"status": "released"}
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    pdf = tmp_path / "sheet.pdf"
    assert call("plan", "handout", tmp_path / "plan.json", "--intake", case / "intake.json", "-o", pdf).code == 0
    assert all("Draft, not released" in page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))


def test_that_a_referral_is_not_printed_with_another_patients_answers(call: Call, demo: Path, tmp_path: Path) -> None:
    referral = demo / EMERGENCY.name.removesuffix(".intake.json") / "referral.json"
    ended = call("plan", "handout", referral, "--intake", INTAKES[0], "-o", tmp_path / "x.pdf")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "not the intake" in ended.err


def test_that_at_least_so_deep_crosses_any_line(call: Call, demo: Path, tmp_path: Path) -> None:
    case = demo / "1-overuse-cold-damp"
    plan = json.loads((case / "plan.json").read_text(encoding="utf-8"))
    plan["components"][0]["points"][0]["depth_mm"] = {"at_least": 5}
    edited = tmp_path / "plan.json"
    edited.write_text(json.dumps(plan), encoding="utf-8")
    told = json.loads(call("plan", "check", edited, "--intake", case / "intake.json", "--json").out)
    assert any("no upper end" in item["detail"] for found in told["findings"] for item in found["items"])


def test_that_nothing_is_written_over_a_file_that_is_read(call: Call, demo: Path, tmp_path: Path) -> None:
    intake = tmp_path / "intake.json"
    intake.write_bytes(INTAKES[0].read_bytes())
    ended = call("plan", "draft", intake, "-o", intake)
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert intake.read_bytes() == INTAKES[0].read_bytes()


def test_that_an_empty_plan_makes_no_handout(call: Call, demo: Path, tmp_path: Path) -> None:
    case = demo / "1-overuse-cold-damp"
    plan = json.loads((case / "plan.json").read_text(encoding="utf-8"))
    plan["components"] = [{"modality": "needling"}, {"modality": "stretching"}]
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    ended = call("plan", "handout", tmp_path / "plan.json", "--intake", case / "intake.json", "-o", tmp_path / "x.pdf")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "nothing to give" in ended.err


@pytest.mark.parametrize("size", ["standard", "large", "economy"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_that_the_signs_of_danger_are_on_page_one(
    size: str, paper: str, call: Call, demo: Path, tmp_path: Path
) -> None:
    for case in sorted(plan.parent for plan in demo.glob("*/plan.json")):
        pdf = tmp_path / "sheet.pdf"
        files = ("plan", "handout", case / "plan.json", "--intake", case / "intake.json", "-o", pdf)
        assert call(*files, "--size", size, "--paper", paper, "--jurisdiction", "us").code == 0
        first = pdfium.PdfDocument(pdf)[0].get_textpage().get_text_range()
        assert "Call 911" in first, case.name


def test_that_check_tells_findings_and_completeness_as_json(call: Call, demo: Path) -> None:
    case = demo / PREGNANT.name.removesuffix(".intake.json")
    ended = call("plan", "check", case / "plan.json", "--intake", case / "intake.json", "--json")
    told = json.loads(ended.out)
    assert ended.code == 0
    assert told["findings"]
    for finding in told["findings"]:
        assert set(finding) >= {"rule", "level", "fact", "why", "do", "sources", "overridable"}
        assert finding["fact"]["field"]
    assert told["completeness"]["stricta"]["asked"] == 15


def test_that_a_contraindicated_item_blocks_until_it_is_answered_with_a_reason(
    call: Call, demo: Path, tmp_path: Path
) -> None:
    case = demo / PREGNANT.name.removesuffix(".intake.json")
    plan = json.loads((case / "plan.json").read_text(encoding="utf-8"))
    plan["components"][0]["points"].append({"item_id": "mine", "code": "SP6", "side": "left"})
    edited = tmp_path / "edited.json"

    def check() -> tuple[int, dict[str, Any], str]:
        edited.write_text(json.dumps(plan), encoding="utf-8")
        ended = call("plan", "check", edited, "--intake", case / "intake.json", "--json")
        told = json.loads(ended.out)
        return ended.code, next(f for f in told["findings"] if f["rule"] == "P03"), told["rule_set"]

    code, finding, rule_set = check()
    assert (code, finding["blocks"]) == (1, True)
    answer = {
        "rule": "P03",
        "rule_set": rule_set,
        "fact_hash": finding["key"],
        "decision": "overridden",
        "reason": "Agreed with the midwife, gentle and shallow.",
        "by": "M. Okafor",
        "on": "2026-11-23",
    }
    plan["answers"] = [answer | {"reason": "ok"}]
    assert check()[0] == 1
    plan["answers"] = [answer]
    code, finding, _ = check()
    assert (code, finding["blocks"], finding["answered"]) == (0, False, True)


def test_that_every_schema_is_one_and_takes_what_the_program_writes(call: Call, demo: Path) -> None:
    schemas = {kind: json.loads(call("schema", kind).out) for kind in FORMATS}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for written in demo.glob("*/*.json"):
        jsonschema.validate(json.loads(written.read_text(encoding="utf-8")), schemas[written.stem])


def test_that_a_plan_file_read_and_written_again_is_the_same(demo: Path) -> None:
    for written in demo.glob("*/plan.json"):
        assert readable(read_plan(written)) == written.read_text(encoding="utf-8")


def test_that_every_sample_answers_every_red_flag(call: Call) -> None:
    flags = json.loads(call("library", "redflags", "--json").out)
    for sample in INTAKES:
        intake = read_intake(sample)
        asked = {f"{flag['id']}.{part['id']}" for flag in flags for part in flag["parts"] if not part.get("derived")}
        if intake.patient.sex == "male":
            asked = {name for name in asked if not name.startswith("RF18")}
        assert asked <= set(intake.red_flags), sample.name


@pytest.mark.parametrize("code", ["BL23", "UB23", "bl 23", "B-23", "shenshu", "Shen Shu", "肾俞"])
def test_that_the_library_finds_a_point_by_any_of_its_codes_and_names(code: str, call: Call) -> None:
    (point,) = json.loads(call("library", "points", code, "--json").out)
    assert (point["code"], point["pinyin"], point["hanzi"]) == ("BL23", "Shènshū", "肾俞")
    assert point["location"]


@pytest.mark.parametrize(
    ("shelf", "least"),
    [("points", 395), ("patterns", 14), ("causes", 6), ("stretches", 24), ("leaflets", 30), ("rules", 149)],
)
def test_that_a_shelf_lists_everything_on_it(shelf: str, least: int, call: Call) -> None:
    assert len(json.loads(call("library", shelf, "--json").out)) >= least
    assert len(call("library", shelf).out.splitlines()) >= least


def test_that_the_shipped_library_is_sound(call: Call) -> None:
    ended = call("library", "check")
    assert (ended.code, ended.err) == (0, "")


def test_that_a_clinics_own_pack_is_laid_over_ours_and_checked(call: Call, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(
        'name = "ours"\nversion = "1"\nrule_set = ""\nreviewed = 2026-11-01\n', encoding="utf-8"
    )
    (tmp_path / "stretches").mkdir()
    (tmp_path / "stretches" / "EX99.toml").write_text('id = "EX99"\n', encoding="utf-8")
    ended = call("library", "check", tmp_path)
    assert ended.code == 1
    assert "EX99" in ended.err


def test_that_the_self_check_finds_everything(call: Call) -> None:
    ended = call("--self-check")
    assert ended.code == 0
    assert "bytes of PDF" in ended.out
    assert "encrypted by SQLCipher" in ended.out


def test_that_without_a_screen_no_command_says_so(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    ended = call()
    assert ended.code == 4
    assert "no screen" in ended.lines[0]
    assert call("--clinic").code == 2


def test_that_point_codes_on_paper_are_those_of_the_plan(demo: Path) -> None:
    for written in demo.glob("*/plan.json"):
        needling = read_plan(written).components[0]
        assert needling.modality == "needling"
        paper = text_of(written.with_name("handout.pdf"))
        assert all(parse_code(point.code, [point.code]) and point.code in paper for point in needling.points)
