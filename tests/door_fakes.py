"""A door to a clinic in memory: one user, one passphrase, one recovery code."""

from collections.abc import Callable

from tests.clinic_fakes import FakeOpened, a_clinic, a_session
from treatplan.domain.errors import Problem, Refused, WrongSecret
from treatplan.services.clinic.entry import Door, Face, NewClinic, OpenClinic, Opened

CODE = "2HJ8-Q2PN-N58H-CKDZ-6653-7PN5-SYM2-TKY3-CV8K"
PASSPHRASE = "seven kettles on a barge"


class FakeDoorway:
    """Fills `Doorway`. `fails` is raised by whatever comes next."""

    def __init__(self, *, there: bool = True, users: tuple[str, ...] = ("okafor",)) -> None:
        self.there = there
        self.names = users
        self.fails: Exception | None = None
        self.made: list[tuple[str, NewClinic]] = []
        self.passphrase = PASSPHRASE

    def exists(self, place: str) -> bool:
        assert place
        return self.there

    def users(self, place: str) -> tuple[str, ...]:
        assert place
        self._fail()
        return self.names

    def create(self, place: str, new: NewClinic, passphrase: str, face: Face) -> tuple[Opened, str]:
        self._fail()
        assert face == "window"
        self.made.append((place, new))
        self.passphrase = passphrase
        return self._opened(), CODE

    def enter(self, place: str, login: str, passphrase: str, face: Face, *, to_read: bool = False) -> Opened:
        assert place
        assert (face, to_read) == ("window", False)
        self._fail()
        if login not in self.names or passphrase != self.passphrase:
            raise WrongSecret(Problem(file="x.tpkeys", field="", message="the name or the passphrase is wrong"))
        return self._opened()

    def recover(self, place: str, code: str, login: str, passphrase: str, face: Face) -> Opened:
        assert place
        assert (face, login) == ("window", "okafor")
        if code != CODE:
            raise WrongSecret(Problem(file="x.tpkeys", field="", message="this recovery code does not open it"))
        self.passphrase = passphrase
        return self._opened()

    def migrate(self, place: str, login: str, passphrase: str, face: Face) -> tuple[str, ...]:
        raise NotImplementedError

    def _fail(self) -> None:
        failed, self.fails = self.fails, None
        if failed is not None:
            raise failed

    @staticmethod
    def _opened() -> Opened:
        clinic = a_clinic()
        return FakeOpened(a_session(), clinic._opened.records, clinic._opened.directory)  # type: ignore[arg-type]


def a_door(doorway: FakeDoorway, services: Callable[[Opened], OpenClinic] | None = None) -> Door:
    """The door before this doorway; what it opens is a clinic in memory."""
    return Door(doorway, services or (lambda opened: a_clinic(session=opened.session)))


def refused(message: str) -> Refused:
    return Refused(Problem(file="x.treatplan", field="", message=message))
