"""What was refused is written down too: by whom, of what, and of which patient it was, as far as there is one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from treatplan.domain.access import Session
from treatplan.domain.errors import Missing
from treatplan.domain.ids import PatientId
from treatplan.domain.record import Deed
from treatplan.services.clinic.ports import Kind, Records, Transaction

REFUSED: Final = "refused"

_Thing: TypeAlias = Literal["clinic", "patient", "intake", "plan", "handout", "visit"]
_OF: Final[Mapping[Kind, _Thing]] = {
    "patient": "patient",
    "intake": "intake",
    "plan": "plan",
    "version": "plan",
    "handout": "handout",
    "visit": "visit",
    "note": "visit",
}
_PATIENT: Final[Mapping[Kind, Callable[[Transaction, Any], PatientId]]] = {
    "patient": lambda record, id_: record.patients.get(id_).id,
    "intake": lambda record, id_: record.intakes.get(id_).patient,
    "plan": lambda record, id_: record.plans.get(id_).patient,
    "version": lambda record, id_: record.plans.version(id_).patient,
    "handout": lambda record, id_: record.handouts.get(id_).row.patient,
}


def note_refusal(records: Records, session: Session, method: str, objects: Sequence[tuple[Kind, Any]]) -> None:
    """One row, in a use of the record of its own: what was refused has none. Raises what writing raises.

    Whoever was refused learns nothing from it. A number that leads nowhere is kept as it was asked for.
    """
    kind, id_ = next(((kind, id_) for kind, id_ in objects if isinstance(id_, int)), (None, None))
    with records.writing() as record:
        patient = None if kind is None else _patient_of(record, kind, id_)
        of: _Thing = "clinic" if kind is None else _OF[kind]
        known = id_ if patient is not None or kind in {"visit", "note"} else None
        detail = method if known == id_ else f"{method}, of one that is not there"
        record.note(session, Deed(action=REFUSED, of=of, id=known, patient=patient, detail=detail))


def _patient_of(record: Transaction, kind: Kind, id_: Any) -> PatientId | None:
    find = _PATIENT.get(kind)
    try:
        return None if find is None else find(record, id_)
    except Missing:
        return None
