"""`treatplan visit`: care as it was given: open a visit, fill it in as a file, sign it, add to it, verify it."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from treatplan.cli import door, tell_record, tell_visit
from treatplan.cli.desk import Exit, OpenDesk, day
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.ids import PatientId, VisitId
from treatplan.domain.intake import Answer
from treatplan.domain.record import NoteKind
from treatplan.domain.visit.kept import NewNote, VisitRecord
from treatplan.domain.visit.visit import Afresh, Visit, modalities
from treatplan.exchange.canonical import readable
from treatplan.exchange.files import read_text, read_visit, write_text
from treatplan.services.clinic.answering import Decision
from treatplan.services.clinic.entry import OpenClinic
from treatplan.services.clinic.looking import VisitLook

if TYPE_CHECKING:
    from treatplan.cli.desk import Commands

_NUMBER = "the number of the visit, as `visit list` tells it"


def add_to(commands: "Commands") -> None:
    """Add `visit` and its verbs to the command line."""
    parser = commands.add_parser("visit", help="care as it was given: open, keep, sign, add to, verify")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)

    begun = verbs.add_parser(
        "open",
        help="one's own draft, else one from the plan and the last visit, as a visit file to be filled in",
        description="What was copied stands in `carried` with `confirmed: false`; what is asked or counted today is "
        "empty. Fill the file in, then `visit keep`. `treatplan schema visit` is the reference of the file.",
    )
    _patient(begun)
    begun.add_argument("--plan", type=int, metavar="NUMBER", help="a released plan (default: the newest)")
    begun.add_argument("-o", "--out", type=Path, metavar="FILE", help="write the visit file here")
    begun.set_defaults(run=_open)

    kept = verbs.add_parser("keep", help="store a filled-in visit file as one's own draft; tells what is still open")
    _patient(kept)
    kept.add_argument("--plan", type=int, metavar="NUMBER", help="as for `visit open`, where nothing is stored yet")
    kept.add_argument("visit", type=Path, metavar="VISIT", help="a visit file")
    kept.add_argument("--json", action="store_true", help="print JSON")
    kept.set_defaults(run=_keep)

    check = verbs.add_parser("check", help="one's own stored draft: findings of today, and what is still open")
    _patient(check)
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check)

    _add_answer(verbs)

    drop = verbs.add_parser("drop", help="throw one's own draft away")
    _patient(drop)
    drop.set_defaults(run=_drop)

    sign = verbs.add_parser("sign", help="sign one's own stored draft; it never changes after")
    _patient(sign)
    sign.set_defaults(run=_sign)

    _add_reading(verbs)


def _add_answer(verbs: "Commands") -> None:
    answer = verbs.add_parser("answer", help="answer a finding of one's own stored draft, in your name")
    _patient(answer)
    answer.add_argument("rule", metavar="RULE", help="as `visit check` tells it, such as RF12")
    answer.add_argument("--key", help="the finding's key, where a rule fired more than once")
    how = answer.add_mutually_exclusive_group(required=True)
    how.add_argument("--acknowledge", action="store_true", help="seen; for a caution or a note")
    how.add_argument("--override", metavar="REASON", help="why it is right here, in at least 15 letters")
    how.add_argument("--assessed", metavar="REASON", help="which doctor assessed it, and what came of it")
    answer.set_defaults(run=_answer)


def _add_reading(verbs: "Commands") -> None:
    note = verbs.add_parser("note", help="add to a signed visit, under your own signature; nothing of it is changed")
    door.add_to(note)
    note.add_argument("visit", type=int, metavar="VISIT", help=_NUMBER)
    note.add_argument("--kind", choices=[str(kind) for kind in NoteKind], default=str(NoteKind.ADDENDUM))
    note.add_argument("--reason", default="", metavar="TEXT", help="why; only one's own addendum can do without")
    note.add_argument("--about", type=day, metavar="DATE", help="the day that a late entry speaks of")
    what = note.add_mutually_exclusive_group()
    what.add_argument("--text", default="", metavar="TEXT")
    what.add_argument("--file", type=Path, metavar="FILE", help="the text, from a file in UTF-8")
    note.set_defaults(run=_note)

    listed = verbs.add_parser("list", help="every visit of a patient, newest first")
    _patient(listed)
    listed.add_argument("--json", action="store_true", help="print JSON")
    listed.set_defaults(run=_list)

    show = verbs.add_parser("show", help="a visit in words with its notes, and whether it is as it was signed")
    door.add_to(show)
    show.add_argument("visit", type=int, metavar="VISIT", help=_NUMBER)
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=_show)

    verify = verbs.add_parser("verify", help="whether every signed visit and note is as it was signed; exit code 1: no")
    door.add_to(verify)
    verify.add_argument("--patient", type=int, metavar="PATIENT", help="one patient's (default: everybody's)")
    verify.add_argument("--json", action="store_true", help="print JSON")
    verify.set_defaults(run=_verify)


def _patient(parser: argparse.ArgumentParser) -> None:
    door.add_to(parser)
    parser.add_argument("--patient", type=int, required=True, metavar="PATIENT", help="the file number")


def _open(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        begun = clinic.visits.begin(clinic.session, PatientId(options.patient), options.plan)
        look = _look(clinic, begun)
    text = readable(_to_fill_in(begun.visit, look), whole=True)
    if options.out is None:
        print(text, end="")
        return Exit.DONE
    write_text(options.out, text)
    print(f"{options.out}: visit {begun.visit.number} of the course, to be filled in")
    print(tell_visit.to_ask(look), end="")
    return Exit.DONE


def _to_fill_in(visit: Visit, look: VisitLook) -> Visit:
    """The visit with a line for each question and consent of today, so that nobody has to know their names."""
    questions = {one.id: visit.afresh.get(one.id, Afresh()) for one in look.today.questions}
    consent = dict.fromkeys(modalities(visit), Answer.NOT_ASKED) | dict(visit.consent)
    return replace(visit, afresh=questions, consent=consent)


def _keep(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    visit = read_visit(options.visit)
    patient = PatientId(options.patient)
    with door.opened(options, open_desk()) as clinic:
        begun = clinic.visits.begin(clinic.session, patient, options.plan)
        kept = clinic.visits.keep(clinic.session, patient, begun.lock, visit, options.plan, options.visit.name)
        look = _look(clinic, kept)
    return _told(options, kept, look)


def _check(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        draft = _draft(clinic, options)
        look = _look(clinic, draft)
    return _told(options, draft, look)


def _answer(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        draft = _draft(clinic, options)
        fired = [one for one in _look(clinic, draft).today.findings if one.rule.lower() == options.rule.lower()]
        found = [one for one in fired if options.key in {None, one.key}]
        if not found:
            message = f"'{options.rule[:40]}' is no finding of this visit; see `treatplan visit check`"
            raise Refused(Problem(file="", field="RULE", message=message))
        if len(found) > 1:
            keys = ", ".join(one.key for one in found)
            raise Refused(Problem(file="", field="--key", message=f"is needed: {found[0].rule} fired with {keys}"))
        decision = Decision(rule=found[0].rule, key=found[0].key, decision="acknowledged")
        if options.override is not None:
            decision = Decision(rule=found[0].rule, key=found[0].key, decision="overridden", reason=options.override)
        elif options.assessed is not None:
            decision = Decision(rule=found[0].rule, key=found[0].key, decision="assessed", reason=options.assessed)
        kept = clinic.visits.answer(clinic.session, draft.patient, draft.lock, decision)
        look = _look(clinic, kept)
    options.json = False
    return _told(options, kept, look)


def _drop(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk()) as clinic:
        clinic.visits.drop(clinic.session, PatientId(options.patient))
    print("your draft: thrown away")
    return Exit.DONE


def _sign(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    secret = door.passphrase(options)  # the one that was just asked for proves who signs
    with door.opened(options, open_desk(), secret=secret) as clinic:
        draft = _draft(clinic, options)
        look = _look(clinic, draft)
        if look.obstacles:
            print(tell_visit.standing(look), end="")
            return Exit.BLOCKED
        signed = clinic.visits.sign(clinic.session, _id_of(draft), draft.lock, secret)
    print(tell_visit.signed_line(signed))
    return Exit.DONE


def _note(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    text = options.text if options.file is None else read_text(options.file)
    note = NewNote(kind=NoteKind(options.kind), about=options.about, reason=options.reason, text=text)
    secret = door.passphrase(options)
    with door.opened(options, open_desk(), secret=secret) as clinic:
        made = clinic.visits.add_note(clinic.session, VisitId(options.visit), note, secret)
    print(f"visit {made.visit}, note {made.number}: {tell_visit.kind(made.note.kind)}, signed")
    return Exit.DONE


def _list(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        lines = clinic.visits.of_patient(clinic.session, PatientId(options.patient))
    if options.json:
        print(tell_record.value_json(list(lines)), end="")
    else:
        print("\n".join(map(tell_visit.line, lines)) if lines else "No visit yet.")
    return Exit.DONE


def _show(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        shown = clinic.visits.open(clinic.session, VisitId(options.visit))
    print(tell_record.value_json(shown) if options.json else tell_visit.shown(shown), end="")
    return Exit.BLOCKED if shown.faults else Exit.DONE


def _verify(options: argparse.Namespace, open_desk: OpenDesk) -> int:
    with door.opened(options, open_desk(), to_read=True) as clinic:
        if options.patient is None:
            faults = clinic.visits.verify_all(clinic.session)
        else:
            faults = clinic.visits.verify(clinic.session, PatientId(options.patient))
    if options.json:
        print(tell_record.value_json(list(faults)), end="")
    else:
        told = "\n".join(map(str, faults)) or "Every signed visit and note is as it was signed."
        print(f"{told}\nThis rests on the audit: verify that one as well (treatplan audit verify).")
    return Exit.BLOCKED if faults else Exit.DONE


def _draft(clinic: OpenClinic, options: argparse.Namespace) -> VisitRecord:
    draft = clinic.visits.begin(clinic.session, PatientId(options.patient))
    if draft.id is None:
        message = f"you have no draft of a visit of patient {options.patient}; see `treatplan visit open`"
        raise Refused(Problem(file="", field="--patient", message=message))
    return draft


def _look(clinic: OpenClinic, visit: VisitRecord) -> VisitLook:
    return clinic.visits.look(clinic.session, visit.patient, visit)


def _id_of(draft: VisitRecord) -> VisitId:
    if draft.id is None:
        raise ValueError("this visit has not been stored")
    return draft.id


def _told(options: argparse.Namespace, kept: VisitRecord, look: VisitLook) -> int:
    if options.json:
        print(tell_visit.look_json(kept, look), end="")
    else:
        print(
            f"visit {kept.id}: a draft, number {kept.visit.number} of the course\n{tell_visit.standing(look)}", end=""
        )
    return Exit.BLOCKED if look.obstacles else Exit.DONE
