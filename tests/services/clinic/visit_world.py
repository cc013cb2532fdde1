"""A clinic with a released plan, and visits in it: what tests of visits begin with."""

from dataclasses import replace
from typing import Any

from tests.clinic_fakes import a_session
from tests.services.clinic.conftest import ANA, World, demo
from tests.visit_builders import filled
from tests.visit_fakes import PASSPHRASE, public_key
from treatplan.domain.access import Role, Session
from treatplan.domain.ids import VisitId
from treatplan.domain.record import Deed, NewUser, NoteKind, UserKeys
from treatplan.domain.visit.kept import NewNote, NoteRecord, VisitRecord
from treatplan.domain.visit.visit import Visit


def released(world: World) -> None:
    """A recorded intake, and a released plan from it."""
    world.record(demo("1"))
    world.release(world.propose())


def kept(world: World, session: Session | None = None, **changes: Any) -> VisitRecord:
    """A draft in which nothing stands in the way of signing, but for what is changed."""
    by = session or world.session
    begun = world.clinic.visits.begin(by, ANA)
    visit: Visit = replace(filled(begun.visit), **changes)
    return world.clinic.visits.keep(by, ANA, begun.lock, visit)


def signed(world: World, session: Session | None = None, **changes: Any) -> VisitRecord:
    """A signed visit."""
    draft = kept(world, session, **changes)
    return world.clinic.visits.sign(session or world.session, id_of(draft), draft.lock, PASSPHRASE)


def id_of(visit: VisitRecord) -> VisitId:
    """The id of a stored visit."""
    assert visit.id is not None
    return visit.id


def noted(world: World, visit: VisitRecord, session: Session | None = None, **words: Any) -> NoteRecord:
    """A note on a signed visit."""
    given: dict[str, Any] = {"kind": NoteKind.ADDENDUM, "text": "Slept well", "reason": "asked on the telephone"}
    note = NewNote(**(given | words))
    return world.clinic.visits.add_note(session or world.session, id_of(visit), note, PASSPHRASE)


def a_colleague(world: World) -> Session:
    """Another practitioner, at the same keyboard."""
    new = NewUser(login="adeyemi", name="P. Adeyemi", roles=frozenset({Role.PRACTITIONER}))
    with world.records.writing() as record:
        keys = UserKeys(slot="s" * 32, x25519_public="0" * 64, ed25519_public=public_key(2))
        if record.people.named(world.session.login) is None:  # the record in memory begins without anybody in it
            record.people.add(replace(new, login=world.session.login, roles=world.session.roles), keys)
        user = record.people.add(new, keys)
        record.people.rekeyed(user.id, replace(keys, ed25519_public=public_key(user.id)))
        record.note(world.session, Deed(action="added", of="user", id=user.id))
    return replace(a_session(Role.PRACTITIONER, name="P. Adeyemi"), user=user.id, login="adeyemi", id="sitting-2")
