"""Several people edit the same things at random moments, and a model looks for edits that were written over.

    python -m tests.faults.two_editors --count 1000 --seed 1

One try is 100 edits by 2 to 8 people on one thing. Every edit has a text that nobody else writes. Who saves names the
lock that was read; who is refused (`Stale`) compares and merges as the window does, and tries again. In the end every
text must be accounted for: it stands in the record, or somebody who saw it put another in its place. An edit that is
gone without anybody having seen it is a lost update.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from tests.builders import a_plan, an_intake
from tests.clinic_fakes import a_person, a_session
from tests.faults import command
from tests.faults.command import Call, Report
from tests.record_fakes import NOON, FakeRecords
from tests.storage.sql_clinic import a_sql_clinic
from treatplan.domain.differing import differences, merged
from treatplan.domain.errors import Stale
from treatplan.domain.ids import PatientId
from treatplan.domain.intake import Intake
from treatplan.domain.modality import NeedlePoint, Needling
from treatplan.domain.plan import Plan
from treatplan.domain.record import Deed, Person, stored_id
from treatplan.services.clinic.ports import Records, Transaction

ANA = PatientId(1)
EDITS = 100  # of one try


@dataclass
class Read:
    """What a client read: the thing itself and its lock."""

    value: Any
    lock: int


class Thing(Protocol):
    """One thing of the record that several people change."""

    def read(self, record: Transaction) -> Read: ...

    def save(self, record: Transaction, lock: int, value: Any) -> None: ...

    def places(self) -> Sequence[str]: ...

    def texts(self, value: Any) -> dict[str, str]: ...

    def write(self, value: Any, place: str, text: str) -> Any: ...


class OnePatient:
    """Who a patient is."""

    _FIELDS = ("given_name", "family_name", "phone", "access_needs")

    def read(self, record: Transaction) -> Read:
        found = record.patients.get(ANA)
        return Read(found.person, found.lock)

    def save(self, record: Transaction, lock: int, value: Person) -> None:
        record.patients.change(ANA, lock, value)

    def places(self) -> Sequence[str]:
        return self._FIELDS

    def texts(self, value: Person) -> dict[str, str]:
        return {name: getattr(value, name) for name in self._FIELDS}

    def write(self, value: Person, place: str, text: str) -> Person:
        return replace(value, **{place: text})  # type: ignore[arg-type]  # all four are texts


class OneIntake:
    """The draft of an intake: fields, and notes that are added and taken away by their key."""

    _NOTES = ("RF01.bladder", "RF12.fever", "<x>")

    def read(self, record: Transaction) -> Read:
        found = record.intakes.draft(ANA)
        assert found is not None
        return Read(found.intake, found.lock)

    def save(self, record: Transaction, lock: int, value: Intake) -> None:
        record.intakes.keep(ANA, lock, value, value_time(record))

    def places(self) -> Sequence[str]:
        return ("tongue", "pulse", "note", *self._NOTES)

    def texts(self, value: Intake) -> dict[str, str]:
        notes = {name: value.red_flag_notes.get(name, "") for name in self._NOTES}
        return {"tongue": value.tongue, "pulse": value.pulse, "note": value.complaint.note, **notes}

    def write(self, value: Intake, place: str, text: str) -> Intake:
        if place in self._NOTES:
            return replace(value, red_flag_notes={**value.red_flag_notes, place: text})
        if place == "note":
            return replace(value, complaint=replace(value.complaint, note=text))
        return replace(value, **{place: text})  # type: ignore[arg-type]  # both are texts


class OnePlan:
    """The draft of a plan: fields, and items that are added and changed by their id."""

    _ITEMS = ("needling.a", "needling.b", "needling.c")

    def read(self, record: Transaction) -> Read:
        found = record.plans.version(record.plans.versions(ANA)[0].version)
        return Read(found.plan, found.lock)

    def save(self, record: Transaction, lock: int, value: Plan) -> None:
        line = record.plans.versions(ANA)[0]
        intake = stored_id(record.plans.version(line.version).intake)
        record.plans.keep(line.version, lock, value, intake, value_time(record))

    def places(self) -> Sequence[str]:
        return ("aim", *self._ITEMS)

    def texts(self, value: Plan) -> dict[str, str]:
        items = {point.item_id: point.location_text for point in points_of(value)}
        return {"aim": value.aim, **{name: items.get(name, "") for name in self._ITEMS}}

    def write(self, value: Plan, place: str, text: str) -> Plan:
        if place == "aim":
            return replace(value, aim=text)
        kept = tuple(point for point in points_of(value) if point.item_id != place)
        made = NeedlePoint(item_id=place, code="BL60", location_text=text)
        points = tuple(sorted((*kept, made), key=lambda point: point.item_id))
        return replace(value, components=(Needling(points=points),))


def points_of(plan: Plan) -> tuple[NeedlePoint, ...]:
    """The points of the one component."""
    return next((one.points for one in plan.components if isinstance(one, Needling)), ())


def value_time(_record: Transaction) -> Any:
    """The same moment always: time decides nothing here."""
    return NOON


@dataclass
class Client:
    """Somebody with the thing open: what was read, what is on the screen, and the texts that they have seen."""

    read: Read
    screen: Any
    seen: set[str] = field(default_factory=set)


@dataclass
class Tally:
    """What happened, and what must not have."""

    edits: int = 0
    saves: int = 0
    stale: int = 0
    chosen: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)


class Model:
    """Knows every text that was stored, and who had seen it when another took its place."""

    def __init__(self, thing: Thing, value: Any) -> None:
        self._thing = thing
        self._texts = thing.texts(value)

    def saved(self, by: Client, value: Any, tally: Tally) -> None:
        """A save went through: whoever put a text in place of another must have had it before their eyes."""
        after = self._thing.texts(value)
        for place, text in self._texts.items():
            if after[place] != text and text and text not in by.seen:
                tally.lost.append(f"{place}: '{text}' was written over by '{after[place]}' unseen")
        self._texts = after

    def check(self, value: Any, tally: Tally) -> None:
        """What is stored is what the last saves made, and nothing else."""
        now = self._thing.texts(value)
        tally.lost += [f"{place}: '{text}' is gone" for place, text in self._texts.items() if now[place] != text]


class Desk:
    """The clients, and their way to the record."""

    def __init__(self, records: Records, thing: Thing, clients: int, chance: random.Random) -> None:
        self._records, self._thing, self._chance = records, thing, chance
        self.tally = Tally()
        self._session = a_session()
        self._model = Model(thing, self._read().value)
        self._clients = [self._opened() for _ in range(clients)]

    def step(self) -> None:
        """Somebody types, saves, or looks anew."""
        who = self._chance.randrange(len(self._clients))
        client = self._clients[who]
        doing = self._chance.random()
        if doing < 0.6:
            self._type(client)
        elif doing < 0.95:
            self._save(client)
        else:
            self._clients[who] = self._opened()

    def finish(self) -> Tally:
        """Everybody saves what they still have."""
        for client in self._clients:
            self._save(client)
        self._model.check(self._read().value, self.tally)
        return self.tally

    def _type(self, client: Client) -> None:
        place = self._chance.choice(self._thing.places())
        text = f"{self.tally.edits}"
        self.tally.edits += 1
        client.seen.add(text)
        client.screen = self._thing.write(client.screen, place, text)

    def _save(self, client: Client) -> None:
        """As the window does: named lock, on `Stale` both versions, a choice, and again."""
        while client.screen != client.read.value:
            try:
                with self._records.writing() as record:
                    self._thing.save(record, client.read.lock, client.screen)
                    record.note(self._session, Deed(action="changed", of="patient"))
            except Stale:
                self.tally.stale += 1
                self._compare(client)
            else:
                self.tally.saves += 1
                self._model.saved(client, client.screen, self.tally)
                client.read = self._read()
                client.screen = client.read.value
                self._looks(client)

    def _compare(self, client: Client) -> None:
        theirs = self._read()
        found = differences(client.screen, theirs.value, client.read.value)
        mine = set()
        for one in found:
            side = one.changed if one.changed != "both" else self._chance.choice(("mine", "theirs"))
            self.tally.chosen[one.changed] += 1
            if side == "mine":
                mine.add(one.path)
            client.seen |= set(strings(one.theirs))  # it is before their eyes now
        client.screen = merged(client.screen, theirs.value, mine)
        client.read = theirs

    def _opened(self) -> Client:
        read = self._read()
        made = Client(read, read.value)
        self._looks(made)
        return made

    def _looks(self, client: Client) -> None:
        client.seen |= set(self._thing.texts(client.read.value).values())

    def _read(self) -> Read:
        with self._records.reading() as record:
            return self._thing.read(record)


def strings(found: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, NeedlePoint):
        yield found.location_text
    elif isinstance(found, Needling | tuple):
        for one in found.points if isinstance(found, Needling) else found:
            yield from strings(one)


THINGS: dict[str, Callable[[], Thing]] = {"patient": OnePatient, "intake": OneIntake, "plan": OnePlan}


def prepare(records: Records) -> None:
    """A patient with a draft intake, a recorded one, and a draft plan."""
    with records.writing() as record:
        record.patients.add(a_person(), NOON)
        intake = stored_id(record.intakes.record(ANA, 0, an_intake(), NOON))
        record.intakes.keep(ANA, 0, an_intake(), NOON)
        record.plans.add(ANA, intake, replace(a_plan(), components=()), NOON)
        record.note(a_session(), Deed(action="prepared", of="patient"))


@contextmanager
def a_record(kind: str) -> Iterator[Records]:
    """The record in memory, or a real encrypted one."""
    if kind == "memory":
        yield FakeRecords()
        return
    with tempfile.TemporaryDirectory() as folder:
        clinic = a_sql_clinic(Path(folder))
        try:
            yield clinic.records
        finally:
            clinic.close()


def run(thing: str, edits: int, clients: int, chance: random.Random, kind: str = "database") -> Tally:
    """So many edits by so many clients on one thing."""
    with a_record(kind) as records:
        prepare(records)
        desk = Desk(records, THINGS[thing](), clients, chance)
        while desk.tally.edits < edits:
            desk.step()
        return desk.finish()


def harness(call: Call) -> Report:
    """`call.count` times some clients at one thing, thing after thing."""
    report = Report()
    things = [name for name in THINGS if not call.only or name in call.only]
    for number in call.numbers():
        chance, thing = call.source(number), things[number % len(things)]
        clients = chance.randint(2, 8)
        tally = run(thing, EDITS, clients, chance)
        report.tried[f"edits of {thing}"] += tally.edits
        for one in tally.lost:
            report.wrong(number, thing, f"{clients} clients: {one}")
    return report


def main(words: list[str]) -> int:
    """Run it as a command."""
    return command.run(words, __doc__ or "", harness, count=20, names=list(THINGS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
