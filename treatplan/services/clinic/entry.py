"""The door: make a clinic, unlock one. Who comes in gets a session, and the services of the open clinic."""

from collections.abc import Callable
from typing import Literal, Protocol

from treatplan.domain.access import Session
from treatplan.domain.people import refuse_strange
from treatplan.domain.record import Practice
from treatplan.domain.value import value
from treatplan.services.clinic.audit import Audit
from treatplan.services.clinic.backups import Backups
from treatplan.services.clinic.forms import Forms
from treatplan.services.clinic.handouts import Handouts
from treatplan.services.clinic.intakes import Intakes
from treatplan.services.clinic.patients import Patients
from treatplan.services.clinic.people import People
from treatplan.services.clinic.plans import TreatmentPlans
from treatplan.services.clinic.ports import Directory, Now, Records, UserSlots, Vault
from treatplan.services.clinic.practice import OwnClinic
from treatplan.services.clinic.visit_ports import Signatures
from treatplan.services.clinic.visits import Visits
from treatplan.services.plans import Plans
from treatplan.services.ports import ContentSource

Face = Literal["window", "command line"]


@value
class NewClinic:
    """What a new clinic starts with: its letterhead, and the one who makes it (owner and practitioner)."""

    practice: Practice
    login: str
    name: str
    qualification: str = ""
    registration_no: str = ""


class Opened(Protocol):
    """An unlocked clinic, as storage hands it out."""

    @property
    def session(self) -> Session: ...

    @property
    def records(self) -> Records: ...

    @property
    def directory(self) -> Directory: ...

    @property
    def vault(self) -> Vault:
        """Backups of this clinic."""

    @property
    def signatures(self) -> Signatures: ...

    @property
    def slots(self) -> UserSlots: ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the opener noticed and mended, such as a damaged copy of the key file, after the alarms."""

    @property
    def alarms(self) -> tuple[str, ...]:
        """What does not fit in the audit, until the owner has answered for it."""

    def warm_up(self) -> None:
        """Load what the first list did not need; done in the background."""

    def close(self) -> None:
        """Let go of keys, connections and the lock."""


class Doorway(Protocol):
    """Where clinics are made and unlocked. A place is the path of a clinic's file."""

    def exists(self, place: str) -> bool: ...

    def users(self, place: str) -> tuple[str, ...]:
        """Login names, for the one who unlocks to choose from."""

    def create(self, place: str, new: NewClinic, passphrase: str, face: Face) -> tuple[Opened, str]:
        """A new clinic and its recovery code, told this once. Raises `Refused` where something is there already."""

    def enter(self, place: str, login: str, passphrase: str, face: Face, *, to_read: bool = False) -> Opened:
        """Unlock. `to_read` asks for no lock. Raises `Refused`, `TooNew`, `Unavailable`, each with one clear line."""

    def recover(self, place: str, code: str, login: str, passphrase: str, face: Face) -> Opened:
        """Unlock by the recovery code and give this user a new passphrase."""

    def migrate(self, place: str, login: str, passphrase: str, face: Face) -> tuple[str, ...]:
        """Bring an older clinic to this program's version; what was done, in words. Nothing to do: empty."""


class OpenClinic:
    """The services of one unlocked clinic, and the session of who unlocked it."""

    def __init__(self, opened: Opened, content: ContentSource, core: Plans, clock: Now) -> None:
        self._opened = opened
        self._notices = content.notices()
        self.session = opened.session
        self.patients = Patients(opened.records, opened.directory, clock)
        self.intakes = Intakes(opened.records, content, clock)
        self.plans = TreatmentPlans(opened.records, core, clock)
        self.visits = Visits(opened.records, content, opened.signatures, clock)
        self.handouts = Handouts(opened.records, core, clock)
        self.forms = Forms(opened.records, clock)
        self.backups = Backups(opened.records, opened.vault, clock)
        self.audit = Audit(opened.records, clock)
        self.clinic = OwnClinic(opened.records, content)
        self.people = People(opened.records, opened.slots)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was noticed and mended while unlocking, and what of the clinic's own packs is left out."""
        return (*self._opened.warnings, *self._notices)

    @property
    def alarms(self) -> tuple[str, ...]:
        """Those of the warnings that stay until the owner has answered for them."""
        return self._opened.alarms

    def warm_up(self) -> None:
        """Load in the background what the first list did not need."""
        self._opened.warm_up()

    def close(self) -> None:
        """Lock: nothing of this clinic can be read through these services afterwards."""
        self._opened.close()


class Door:
    """Makes and unlocks clinics, and hands out their services. The only service that needs no session: it makes one."""

    def __init__(self, doorway: Doorway, services: Callable[[Opened], OpenClinic]) -> None:
        self._doorway = doorway
        self._services = services

    def exists(self, place: str) -> bool:
        """Whether there is something at this place."""
        return self._doorway.exists(place)

    def users(self, place: str) -> tuple[str, ...]:
        """Who can unlock this clinic. Raises `Refused` where there is none."""
        return self._doorway.users(place)

    def create(self, place: str, new: NewClinic, passphrase: str, face: Face) -> tuple[OpenClinic, str]:
        """A new clinic, open, and its recovery code."""
        own = new.practice
        refuse_strange(
            name=new.name,
            qualification=new.qualification,
            registration_no=new.registration_no,
            practice=own.name,
            address=own.address,
            phone=own.phone,
        )
        opened, code = self._doorway.create(place, new, passphrase, face)
        return self._services(opened), code

    def enter(self, place: str, login: str, passphrase: str, face: Face, *, to_read: bool = False) -> OpenClinic:
        """Unlock a clinic."""
        return self._services(self._doorway.enter(place, login, passphrase, face, to_read=to_read))

    def recover(self, place: str, code: str, login: str, passphrase: str, face: Face) -> OpenClinic:
        """Unlock by the recovery code; the user's passphrase is then the new one."""
        return self._services(self._doorway.recover(place, code, login, passphrase, face))

    def migrate(self, place: str, login: str, passphrase: str, face: Face) -> tuple[str, ...]:
        """Bring an older clinic to this version."""
        return self._doorway.migrate(place, login, passphrase, face)
