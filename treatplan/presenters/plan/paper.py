"""The preview and the stored documents, in words."""

from treatplan.domain.intake import PrintSize
from treatplan.domain.paper import Paper
from treatplan.domain.plan import Status
from treatplan.domain.record import HandoutKind, HandoutRow, PlanRecord
from treatplan.domain.value import value
from treatplan.presenters.plan.desk import Loaded
from treatplan.presenters.plan.telling import Telling
from treatplan.presenters.plan.view import DocumentView, PaperView
from treatplan.services.plans import Asked, Printed


@value
class Choice:
    """What was chosen of the paper."""

    language: str
    size: PrintSize
    sheet: Paper

    def asked(self) -> Asked:
        """The same, for the services. The country follows the clinic's settings."""
        return Asked(language=self.language, paper=self.sheet, size=self.size)


def first_choice(loaded: Loaded) -> Choice:
    """What suits the patient and the clinic."""
    patient = loaded.intake.intake.patient if loaded.intake else None
    language = (patient.language if patient else "en").lower().partition("-")[0]
    country = loaded.library.jurisdictions.get(loaded.practice.jurisdiction)
    return Choice(
        language=language if language in loaded.languages else loaded.languages[0],
        size=patient.print_size if patient else PrintSize.STANDARD,
        sheet=loaded.practice.paper or (Paper(country.paper) if country else Paper.A4),
    )


def documents_of(record: PlanRecord, rows: tuple[HandoutRow, ...]) -> tuple[HandoutRow, ...]:
    """The stored handouts of this version, standard print first."""
    own = [
        row for row in rows if row.kind is HandoutKind.HANDOUT and (row.plan, row.number) == (record.id, record.number)
    ]
    return tuple(sorted(own, key=lambda row: list(PrintSize).index(row.size)))


def paper_view(
    loaded: Loaded,
    choice: Choice,
    printed: Printed | None,
    *,
    stored: bytes,
    problem: str,
    telling: Telling,
) -> PaperView:
    """The preview of a draft, or the stored bytes of what is released."""
    say, record = telling.texts.say, loaded.record
    rows = documents_of(record, loaded.documents) if record else ()
    released = record is not None and record.status is not Status.DRAFT
    pages = next((row.pages for row in rows if row.size is choice.size), 0) if released else 0
    pages = printed.pages if printed and not released else pages
    remarks = list(printed.remarks) if printed and not released else []
    referral = printed is not None and printed.referral and not released
    foot = "paper.released" if released else "paper.referral" if referral else "paper.draft"
    return PaperView(
        pdf=stored if released else printed.pdf if printed else b"",
        pages=telling.texts.count("paper.pages", pages) if pages else "",
        language=choice.language,
        size=choice.size,
        sheet=choice.sheet,
        languages=tuple((key, telling.word(f"language.{key}", key)) for key in loaded.languages),
        sizes=tuple((str(size), say(f"size.{size}")) for size in PrintSize),
        sheets=tuple((str(sheet), say(f"sheet.{sheet}")) for sheet in Paper),
        foot=say(foot),
        remarks=tuple(remarks),
        problem=problem,
        documents=tuple(document_view(row, telling) for row in rows),
    )


def document_view(row: HandoutRow, telling: Telling) -> DocumentView:
    """A stored document in a list."""
    say = telling.texts.say
    given = say("document.given", moment=telling.moment(row.last_given_at)) if row.last_given_at else ""
    pages = telling.texts.count("paper.pages", row.pages)
    size = say("document.referral") if row.kind is HandoutKind.REFERRAL else say(f"size.{row.size}")
    return DocumentView(id=row.id, words=telling.joined((size, pages)), given=given, file_name=file_name(row))


def file_name(row: HandoutRow) -> str:
    """`handout-1042-v1-standard.pdf`: a name for the file that says nothing of the patient but the file number."""
    version = f"-v{row.number}" if row.number is not None else ""
    return f"{row.kind}-{row.patient}{version}-{row.size}.pdf"
