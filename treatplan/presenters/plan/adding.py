"""What a typed text may mean, in words: what Enter would add, and what speaks against it for this patient."""

from treatplan.domain.editing.suggesting import Against, Suggestion, suggest
from treatplan.domain.intake import Intake
from treatplan.domain.plan import Plan
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import SuggestionView

_MOST = 6
_TWO_SIDED = "paired"


def suggestion_views(
    text: str, plan: Plan, intake: Intake, modality: str, telling: Telling
) -> tuple[SuggestionView, ...]:
    """Best first."""
    found = suggest(text, plan, intake, telling.library, modality, limit=_MOST)
    return tuple(_view(one, telling) for one in found)


def _view(one: Suggestion, telling: Telling) -> SuggestionView:
    point = one.thing == "point"
    names = (one.pinyin, one.hanzi) if point else (one.name,)
    return SuggestionView(
        key=one.what,
        level=one.level,
        code=f"{one.what} {one.level}".strip() if point else "",
        name=" ".join(part for part in names if part) or one.name or one.what,
        note=(one.name or one.location) if point else one.location,
        hint=_hint(one, telling),
        warning="\n".join(_warning(against, telling) for against in one.against),
        there=one.already_in_plan,
    )


def _hint(one: Suggestion, telling: Telling) -> str:
    say = telling.texts.say
    if one.already_in_plan:
        return say("add.there")
    if one.levels:
        return say("add.level", levels=", ".join(one.levels), example=f"{one.what} {one.levels[0]}")
    entry = telling.library.points.get(one.what) if one.thing == "point" else None
    if entry is not None and entry.laterality == _TWO_SIDED:
        return say("add.enter_both")
    return say("add.enter")


def _warning(against: Against, telling: Telling) -> str:
    say = telling.texts.say
    level = telling.word(f"level.{against.level}", against.level)
    if not against.title:
        return say("add.forbidden", level=level)
    if not against.rule:
        return say("add.fact", level=level, title=against.title)
    return say("add.warning", level=level, title=against.title, rule=against.rule)
