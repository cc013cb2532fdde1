"""A process that has loaded everything and opened nothing. Each line that it reads is one child, which does its work.

So a run costs a fork and not a start. `Nursery` is the other side: it starts the process, gives orders, reads what the
children say, and kills them. Children take the program from `TREATPLAN_FAULTS_BUILD` where that is set: a copied tree
that somebody broke on purpose, while whoever looks afterwards is the sound one.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.faults import house
from tests.faults.operations import Attempt, Say, all_operations
from tests.faults.shim import Shim
from tests.faults.weakening import weaken
from treatplan.domain.errors import TreatplanError

ROOT = Path(__file__).resolve().parents[2]
BUILD = "TREATPLAN_FAULTS_BUILD"


@dataclass(frozen=True)
class Order:
    """What a child is to do. With `fail_at` the change of that number fails; `again`: it then tries once more.

    `log` is where its changes are written down. `most_bytes` is what a file may grow to; `room` is a
    file that goes before it tries again. `weaken` breaks the program on purpose.
    """

    operation: str
    folder: str
    code: str = ""
    steps: int = 1
    log: str = ""
    fail_at: int = 0
    error: int = 0
    sticky: bool = False
    again: bool = False
    most_bytes: int = 0
    room: str = ""
    weaken: tuple[str, ...] = ()


@dataclass
class Told:
    """What a child said. `acked`: the last step that it acknowledged; `errors`: what the user was told."""

    acked: int = 0
    errors: list[str] = field(default_factory=list)
    bug: str = ""
    changes: int = 0
    fired: bool = False
    seconds: float = 0.0
    status: int = 0


class Nursery:
    """The process, from the side of the one who gives orders. `preload` is the shim, where one is wanted."""

    def __init__(self, preload: Path | None = None) -> None:
        paths = [os.environ.get(BUILD, ""), os.environ.get("PYTHONPATH", ""), str(ROOT)]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path), "PYTHONUTF8": "1"}
        if preload is not None:
            env["LD_PRELOAD"] = str(preload)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(self, order: Order, *, kill_after: float | None = None) -> Told:
        """Let a child work, or kill it so many seconds after it began. Raises `RuntimeError` where none begins."""
        assert self._process.stdin is not None
        print(json.dumps(asdict(order)), file=self._process.stdin, flush=True)
        begun = self._line()
        if not begun.startswith("begun "):
            raise RuntimeError(f"the child did not begin: {begun}")
        if kill_after is not None:
            time.sleep(kill_after)  # the random moment is what is tried here; nothing is waited for
            with suppress(ProcessLookupError):
                os.kill(int(begun.removeprefix("begun ")), signal.SIGKILL)
        told = Told()
        while not (line := self._line()).startswith("ended "):
            what, _, rest = line.partition(" ")
            _HEARD[what](told, json.loads(rest))
        told.status = int(line.removeprefix("ended "))
        return told

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the nursery ended; its own words are above")
        return line.rstrip("\n")


def _said_count(told: Told, said: Any) -> None:
    told.changes, told.fired = said


_HEARD: dict[str, Callable[[Told, Any], None]] = {
    "ack": lambda told, said: setattr(told, "acked", said),
    "error": lambda told, said: told.errors.append(said),
    "bug": lambda told, said: setattr(told, "bug", said),
    "count": _said_count,
    "took": lambda told, said: setattr(told, "seconds", said),
}


# The process itself


def _say(what: str, content: object) -> None:
    os.write(1, f"{what} {json.dumps(content)}\n".encode())  # a short line is said whole or not at all


def _work(order: Order) -> None:
    for name in order.weaken:
        weaken(name)
    shim = Shim() if "LD_PRELOAD" in os.environ else None
    attempt = all_operations()[order.operation].begin(Path(order.folder), house.template_of(order.code))

    def acknowledged(number: int) -> None:
        if shim:
            shim.mark(str(number))
        _say("ack", number)

    os.write(1, f"begun {os.getpid()}\n".encode())
    if order.most_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.most_bytes, resource.RLIM_INFINITY))
    if shim:
        _arm(shim, order)
    began = time.perf_counter()
    failed = _tried(attempt, order, acknowledged)
    if shim:
        _say("count", (shim.count(), shim.fired()))
        shim.arm(0, 0, sticky=False)
    if failed and order.again:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if order.room:
            Path(order.room).unlink(missing_ok=True)
        _tried(attempt, order, acknowledged)
    _say("took", time.perf_counter() - began)


def _arm(shim: Shim, order: Order) -> None:
    shim.watch(Path(order.folder))
    if order.log:
        shim.record(Path(order.log))
    shim.arm(order.fail_at, order.error, sticky=order.sticky)


def _tried(attempt: Attempt, order: Order, acknowledged: Say) -> bool:
    """Whether it failed, in words that the user is told. All else is a bug, and goes through."""
    try:
        attempt.go(order.steps, acknowledged)
    except TreatplanError as error:
        _say("error", f"{type(error).__name__} {error}"[:500])
        return True
    return False


def _in_child(order: Order) -> None:
    code = 1
    try:
        _work(order)
        code = 0
    except BaseException as bug:  # noqa: BLE001  (whatever it is: nobody else would say it)
        frames = traceback.extract_tb(bug.__traceback__)
        ours = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "treatplan" in frame.filename]
        _say("bug", f"a traceback: {type(bug).__name__} {str(bug)[:120]} at {' < '.join(ours[:-8:-1])}")
    finally:
        os._exit(code)


def main() -> None:
    """Make a child for each line."""
    house.load()
    all_operations()
    for line in sys.stdin:
        order = Order(**json.loads(line))
        child = os.fork()
        if child == 0:
            _in_child(order)
        _, status = os.waitpid(child, 0)
        os.write(1, f"ended {status}\n".encode())


if __name__ == "__main__":
    main()
