"""One window for each user and clinic: a second start shows the first, and ends.

Who comes first holds a lock of the operating system, which is never left behind, and listens at a local socket. Who
comes second finds the lock held, says the token that the first one wrote into a file that only this user can read, and
is told once the window is in front. A socket that was left behind by a crash is removed by the next holder of the lock.
Nothing of Qt's network is loaded before a window is painted, or before a second start has something to say.
"""

import hashlib
import hmac
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from treatplan.domain.errors import Unavailable
from treatplan.storage.lock import ClinicLock

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE: Final = 10.0  # seconds that a second start waits for the first to be ready
_PAUSE = 0.02
_LONGEST_PATH = 100  # letters; the system takes a few more for the name of a socket
_MOST = 200  # bytes that somebody may say to us
_SHOWN = b"shown\n"


class Single:
    """The right to be the window on one clinic. `claim` it first; `listen` once the window is there; `release` it."""

    def __init__(self, clinic: str, folder: Path | None = None) -> None:
        """`folder` is where the lock and the token are; without it, this user's own for running programs."""
        self._folder = folder or private_folder(os.environ)
        self._name = hashlib.sha256(os.path.realpath(clinic).encode("utf-8", "surrogateescape")).hexdigest()[:24]
        self._lock = ClinicLock(self._folder / self._name)
        self._token = self._folder / f"{self._name}.token"
        self._server: QLocalServer | None = None
        self._shown: Callable[[], None] | None = None

    def claim(self, patience: float = PATIENCE) -> bool:
        """Become the one window; False where there is one, which is in front now.

        Raises `Unavailable` where another holds the right and does not answer.
        """
        until = time.monotonic() + patience
        while True:
            try:
                self._lock.acquire("window")
            except Unavailable:
                if self._ask_holder():
                    return False
                if time.monotonic() > until:
                    raise Unavailable(_MUTE) from None
                time.sleep(_PAUSE)
            else:
                with suppress(OSError):
                    self._token.unlink(missing_ok=True)  # a crash left it: nobody shall knock before we listen
                return True

    def listen(self, shown: Callable[[], None]) -> None:
        """From now on a second start calls `shown`, on this thread. Needs a running event loop."""
        from PySide6.QtNetwork import QLocalServer

        self._shown = shown
        self._server = server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._address)  # ours alone: we hold the lock
        if not server.listen(self._address):
            self._server = None  # a second start is then told that the first does not answer
            return
        server.newConnection.connect(self._came)
        self._write_token(secrets.token_hex(32))

    def release(self) -> None:
        """Let the next one in. Does nothing where nothing is held."""
        if not self._lock.is_held():
            return
        with suppress(OSError):
            self._token.unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.release()

    @property
    def _address(self) -> str:
        """The name of the socket: in our folder; on Windows, where sockets have no folder, with whose it is."""
        if sys.platform == "win32":
            whose = hashlib.sha256(str(self._folder).encode("utf-8", "surrogateescape")).hexdigest()[:16]
            return f"treatplan-{whose}-{self._name}"
        return str(self._folder / f"{self._name}.socket")

    def _write_token(self, token: str) -> None:
        with suppress(OSError):  # a full disk: a second start is told that the first does not answer
            handle = os.open(self._token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(token)

    # The second start

    def _ask_holder(self) -> bool:
        """Ask the holder to show its window; whether it did."""
        try:
            token = self._token.read_bytes()
        except OSError:
            return False  # not listening yet, or just going
        if not token:
            return False
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(1000):
            return False
        socket.write(token + b"\n")
        heard = b""
        while len(heard) < len(_SHOWN) and socket.waitForReadyRead(2000):
            heard += bytes(socket.readAll().data())
        socket.abort()
        return heard == _SHOWN

    # The first one

    def _came(self) -> None:
        while self._server is not None and (guest := self._server.nextPendingConnection()) is not None:
            guest.readyRead.connect(lambda guest=guest: self._heard(guest))
            guest.disconnected.connect(guest.deleteLater)
            self._heard(guest)

    def _heard(self, guest: "QLocalSocket") -> None:
        """A guest who knows the token is served; one who says anything else, or too much, is sent away."""
        if not guest.canReadLine():
            if guest.bytesAvailable() > _MOST:
                guest.abort()
            return
        said = bytes(guest.readLine(_MOST).data()).strip()
        try:
            token = self._token.read_bytes()
        except OSError:
            token = b""
        if token and hmac.compare_digest(said, token):
            if self._shown is not None:
                self._shown()
            guest.write(_SHOWN)
            guest.flush()
        guest.disconnectFromServer()


_MUTE = (
    "treatplan is open already and does not answer. Wait a moment and start it again; if that does not help, end it "
    "with the means of this system."
)


def private_folder(environment: Mapping[str, str]) -> Path:
    """A folder for this user alone, for what lives as long as a program runs. Raises `Unavailable`."""
    tries = [Path(environment.get("XDG_RUNTIME_DIR", "")), _of_temporary_files()]
    for base in tries:
        folder = base / "treatplan"
        if not base.is_absolute() or len(str(folder)) > _LONGEST_PATH - 40:
            continue
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(folder):
                return folder
    raise Unavailable("There is no folder in which only this user may write; treatplan can't tell whether it is open.")


def _of_temporary_files() -> Path:
    whose = os.getuid() if sys.platform != "win32" else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"treatplan-{whose}"


def _is_ours(folder: Path) -> bool:
    """Whether a folder is this user's and closed to others; somebody else may have made it before us."""
    if sys.platform == "win32":
        return True  # what is below a user's own temporary files is theirs
    for one in (folder, folder.parent):
        found = one.lstat()
        if found.st_uid != os.getuid() or found.st_mode & 0o022:
            return False
    folder.chmod(0o700)
    return not folder.is_symlink()
