"""What an edit is called on a button: a key that has wording, and values that name what was meant."""

import pytest

from tests.builders import a_plan, needle, needling
from tests.domain.drafting.reading import library
from tests.domain.editing.samples import add, change, change_course, change_part, draft
from treatplan.domain.editing.describing import KEYS, describe
from treatplan.domain.editing.edits import (
    AddComponent,
    AddPhase,
    ChangePlan,
    Edit,
    RemoveComponent,
    RemoveItem,
    RemovePhase,
)


@pytest.mark.parametrize(
    ("edit", "key", "values"),
    [
        (add("ub60"), "edit.add", {"what": "BL60", "thing": "point", "modality": "needling"}),
        (add("jiaji l4"), "edit.add", {"what": "EX-B2 L4", "thing": "point", "modality": "needling"}),
        (add("Low Back", "cupping"), "edit.add", {"what": "low_back", "thing": "region", "modality": "cupping"}),
        (add("ex5", "stretching"), "edit.add", {"what": "Cat and cow", "thing": "exercise", "modality": "stretching"}),
        (add("pace_load", "advice"), "edit.add", {"what": "Spread the load", "thing": "leaflet", "modality": "advice"}),
        (add("ashi"), "edit.add", {"what": "ashi", "thing": "rule", "modality": "needling"}),
        (add("<Smith>"), "edit.add", {"what": "<Smith>", "thing": "item", "modality": "needling"}),
        (add("BL60", "magic"), "edit.add", {"what": "BL60", "thing": "item", "modality": "magic"}),
        (RemoveItem(item_id="needling.BL23"), "edit.remove", {"what": "BL23", "thing": "point"}),
        (RemoveItem(item_id="needling.ashi"), "edit.remove", {"what": "ashi", "thing": "rule"}),
        (RemoveItem(item_id="cupping.low_back"), "edit.remove", {"what": "low_back", "thing": "region"}),
        (RemoveItem(item_id="stretching.EX02"), "edit.remove", {"what": "Pelvic tilt", "thing": "exercise"}),
        (RemoveItem(item_id="advice.stay_active"), "edit.remove", {"what": "Stay active", "thing": "leaflet"}),
        (RemoveItem(item_id="gone"), "edit.remove", {"what": "gone", "thing": "item"}),
        (
            change("needling.BL23", "depth_mm", "20 mm"),
            "edit.change",
            {"what": "BL23", "thing": "point", "field": "depth_mm", "text": "20 mm"},
        ),
        (AddComponent(modality="cupping"), "edit.add_component", {"what": "cupping", "thing": "modality"}),
        (RemoveComponent(modality="needling:2"), "edit.remove_component", {"what": "needling", "thing": "modality"}),
        (
            change_part("retention_min", "20"),
            "edit.change_component",
            {"what": "needling", "thing": "modality", "field": "retention_min", "text": "20"},
        ),
        (AddPhase(), "edit.add_phase", {}),
        (RemovePhase(place=0), "edit.remove_phase", {"what": "1", "thing": "phase"}),
        (change_course("starts_on", "2026-11-30"), "edit.change_course", {"field": "starts_on", "text": "2026-11-30"}),
        (ChangePlan(field="aim", text="a\n" * 400), "edit.change_plan", {"field": "aim", "text": "a " * 19 + "a…"}),
    ],
)
def test_that_an_edit_is_called_by_what_it_is_about(edit: Edit, key: str, values: dict[str, str]) -> None:
    assert describe(edit, draft(), library()) == (key, values)
    assert key in KEYS


def test_that_what_the_library_has_not_is_called_as_the_plan_does() -> None:
    odd = a_plan(needling(needle("XX99")))
    assert describe(RemoveItem(item_id="needle-XX99"), odd, library())[1]["what"] == "XX99"
