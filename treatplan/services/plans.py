"""Plans on plain values: draft one from an intake, check it, make its handout. The core job, with no database."""

from dataclasses import replace

from treatplan.domain.completeness import Completeness, completeness
from treatplan.domain.drafting.start import Start
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.findings import Finding
from treatplan.domain.handout import compose, compose_referral
from treatplan.domain.intactness import same_patient, sound_intake, sound_plan
from treatplan.domain.intake import Intake, PrintSize
from treatplan.domain.library import Library
from treatplan.domain.modality import AdviceItem
from treatplan.domain.packs import held
from treatplan.domain.paper import Handout, Paper, Wish
from treatplan.domain.plan import Plan, Status, all_items, items_of
from treatplan.domain.planning import AS_THE_INTAKE_SAYS, draft
from treatplan.domain.referral import Referral, refer
from treatplan.domain.safety import Card, cards, check, notes
from treatplan.domain.value import value
from treatplan.services.ports import Clock, ContentSource, HandoutWriter


@value
class Report:
    """What `plan check` tells: findings strongest first, the same as one card per fact, session notes, completeness.

    An answer in the plan file names the finding's rule and key, and this rule set. `remarks` say what became of the
    library since the plan was made, and what of the clinic's own packs is left out.
    """

    findings: tuple[Finding, ...]
    cards: tuple[Card, ...]
    notes: tuple[Finding, ...]
    completeness: tuple[Completeness, ...]
    rule_set: str
    remarks: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether something stands in the way of release."""
        return any(finding.blocks for finding in self.findings)


@value
class Asked:
    """What the caller says of the paper; what is not said follows the patient and the country."""

    language: str | None = None
    paper: Paper | None = None
    size: PrintSize | None = None
    jurisdiction: str = "intl"


@value
class Printed:
    """A PDF as it was wished for, what still blocks its release, and remarks such as a language not there yet."""

    pdf: bytes
    pages: int
    wish: Wish
    blocking: tuple[Finding, ...] = ()
    referral: bool = False
    remarks: tuple[str, ...] = ()


def in_the_way(finding: Finding) -> Problem:
    """A finding as the reason why a plan is not released."""
    asked = "not asked yet" if finding.kind == "not_asked" else "not answered yet"
    return Problem(file="", field=finding.rule, message=f"{finding.title}: {asked}")


class Plans:
    """Drafts, checks and prints plans."""

    def __init__(self, content: ContentSource, writer: HandoutWriter, clock: Clock) -> None:
        self._content = content
        self._writer = writer
        self._clock = clock

    def draft(
        self, intake: Intake, file: str, start: Start = AS_THE_INTAKE_SAYS, past_file: str = ""
    ) -> Plan | Referral:
        """A draft plan, or the referral where an emergency sign stops it. Raises `Refused`.

        A past plan to start from must be this patient's; `past_file` is what messages call it.
        """
        library = self._content.library("en")
        sound = sound_intake(intake, library, file, self._clock.today())
        if start.plan is not None:
            same_patient(start.plan, sound, (past_file, file))
            start = replace(start, plan=sound_plan(start.plan, library, past_file))
        return draft(sound, library, sound.taken_on, start)

    def check(self, plan: Plan, intake: Intake, files: tuple[str, str]) -> Report:
        """Findings, notes and completeness of a plan for this patient. Raises `Refused`."""
        library = self._content.library("en")
        plan, intake = self._sound(plan, intake, files, library)
        found = check(plan, intake, library)
        return Report(
            findings=found,
            cards=cards(found),
            notes=notes(plan, intake, library),
            completeness=completeness(plan, library),
            rule_set=library.rule_set,
            remarks=(*self._since(plan), *self._content.notices()),
        )

    def handout(self, plan: Plan, intake: Intake, files: tuple[str, str], asked: Asked) -> Printed:
        """The handout as a draft on paper. Raises `Refused`.

        While a red flag that asks for a doctor stands unanswered, it is the referral note instead: a plan in the
        hand says that all is well.
        """
        # release is an act on a clinic's database; a word in a file is none
        return self._paper(replace(plan, status=Status.DRAFT), intake, files, asked)

    def released_handout(self, plan: Plan, intake: Intake, asked: Asked) -> Printed:
        """The handout without the mark of a draft, for `services.clinic` at release.

        Raises `Refused` while anything stands in the way.
        """
        printed = self._paper(replace(plan, status=Status.RELEASED), intake, ("", ""), asked)
        if printed.blocking or printed.referral:
            raise Refused(*(in_the_way(finding) for finding in printed.blocking))
        return printed

    def _paper(self, plan: Plan, intake: Intake, files: tuple[str, str], asked: Asked) -> Printed:
        wish, remarks = self._wish(asked, intake)
        library = self._content.library(wish.language)
        plan, intake = self._sound(plan, intake, files, library)
        found = check(plan, intake, library)
        blocking = tuple(finding for finding in found if finding.blocks)
        if any(finding.kind == "red_flag" for finding in blocking):
            note = replace(refer(intake, found), clinic=plan.clinic, practitioner=plan.practitioner)
            return replace(self._referral(note, intake, wish, remarks), blocking=blocking)
        plan = replace(plan, components=tuple(part for part in plan.components if items_of(part)))
        if all(isinstance(item, AdviceItem) for item in all_items(plan)):
            raise Refused(
                Problem(file=files[0], field="components", message="hold nothing to give; add at least one item")
            )
        handout = compose(plan, intake, library, self._content.texts(wish.language), wish)
        return self._printed(handout, wish, blocking=blocking, remarks=remarks)

    def _printed(
        self,
        handout: Handout,
        wish: Wish,
        *,
        blocking: tuple[Finding, ...] = (),
        referral: bool = False,
        remarks: tuple[str, ...] = (),
    ) -> Printed:
        pdf = self._writer.write(handout)
        return Printed(
            pdf=pdf,
            pages=self._writer.pages(pdf),
            wish=wish,
            blocking=blocking,
            referral=referral,
            remarks=remarks,
        )

    def referral_note(self, referral: Referral, intake: Intake, file: str, asked: Asked) -> Printed:
        """The referral note that an emergency asks for, on paper. Raises `Refused`."""
        if (referral.patient, referral.on) != (intake.patient, intake.taken_on):
            message = "is not the intake that the referral was made from"
            raise Refused(Problem(file=file, field="patient", message=message))
        wish, remarks = self._wish(asked, intake)
        sound = sound_intake(intake, self._content.library(wish.language), file, self._clock.today())
        return self._referral(referral, sound, wish, remarks)

    def _referral(self, referral: Referral, intake: Intake, wish: Wish, remarks: tuple[str, ...]) -> Printed:
        library, texts = self._content.library(wish.language), self._content.texts(wish.language)
        note = compose_referral(referral, intake, library, texts, wish)
        return self._printed(note, wish, referral=True, remarks=remarks)

    def _since(self, plan: Plan) -> tuple[str, ...]:
        """How the library differs from the one that a plan was made with."""
        since = self._content.since(plan.library, held(plan))
        return () if since is None else (str(since),)

    def _sound(self, plan: Plan, intake: Intake, files: tuple[str, str], library: Library) -> tuple[Plan, Intake]:
        same_patient(plan, intake, files)
        return (
            sound_plan(plan, library, files[0]),
            sound_intake(intake, library, files[1], self._clock.today()),
        )

    def _wish(self, asked: Asked, intake: Intake) -> tuple[Wish, tuple[str, ...]]:
        """Every choice made: what was asked, else what suits the patient and the country."""
        known = self._content.languages()
        if asked.language is not None and asked.language.lower().partition("-")[0] not in known:
            raise Refused(
                Problem(
                    file="", field="--language", message=f"is '{asked.language}'; there is {', '.join(known)} so far"
                )
            )
        language = (asked.language or intake.patient.language).lower().partition("-")[0]
        remarks: tuple[str, ...] = ()
        if language not in known:
            remarks = (f"The patient's language is '{language}'; there is no text in it yet, so this is in English.",)
            language = "en"
        countries = self._content.library(language).jurisdictions
        if asked.jurisdiction not in countries:
            raise Refused(
                Problem(
                    file="",
                    field="--jurisdiction",
                    message=f"is '{asked.jurisdiction}'; there is {', '.join(countries)} so far",
                )
            )
        wish = Wish(
            language=language,
            paper=asked.paper or Paper(countries[asked.jurisdiction].paper),
            size=asked.size or intake.patient.print_size,
            jurisdiction=asked.jurisdiction,
        )
        return wish, remarks
