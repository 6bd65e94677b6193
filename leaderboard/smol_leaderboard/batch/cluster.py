"""Judges on the nodes of a Ray cluster: each is an actor with a judge and zygotes of its own.

Ray places the actors and tells when one is gone; which task is whose is kept here, so that a task counts as done only
when its outcome has arrived, and what a lost node was doing is given to another. The nodes are as trusted as the
operator's machine: they get the keys, and have the same smol-grade installed.
"""

from __future__ import annotations

import collections
import contextlib
import importlib
import os
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from ..errors import ExtraNeeded, JudgeTrouble, OperatorError
from ..evaluate.job import Job as ModelJob
from ..judge.messages import AnyQuestion, Assess, Ready
from ..store.durable import locked
from .reaching import ensure_answers, no_cluster
from .station import Outcome, Station, Task, Told, read_outcome, told

if TYPE_CHECKING:
    from ..judge.client import Judge

STARTS_WITHIN_S = 300.0
"""How long one waits for a first judge, and for any when none is left."""
FAILED_STARTS = 10
"""Judges in a row that may fail to start."""
CLOSES_WITHIN_S = 10.0
LOSSES = 3
"""Nodes that may be lost over one task."""
LOOK_EVERY_S = 1.0
OBJECTS_BYTES = 200_000_000
"""Of Ray's shared memory on this machine, where the cluster is ours: submissions and records are small."""
PREFIX = "smol-leaderboard-node-"


class Post:
    """On a node: a judge and its keys, in a folder that goes with it."""

    def __init__(self, keys: bytes, suites: str, *, allow_practice: bool) -> None:
        """Keep the keys in memory; the judge starts with the first question."""
        from ..judge.client import Judge

        sweep()
        self._folder = tempfile.TemporaryDirectory(prefix=PREFIX)
        folder = Path(self._folder.name)
        self._lock = locked(folder / "lock")
        self._lock.__enter__()
        judge: Judge = Judge(
            in_memory(keys, folder), suites=suites, allow_practice=allow_practice, room=folder / "judge"
        )
        self._station = Station(judge, folder / "files")

    def ready(self) -> bytes:
        """Return what the judge can do; or why it cannot start."""
        try:
            return told(Told(ready=self._station.judge.ready))
        except JudgeTrouble as trouble:
            from ..judging import problem

            return told(Told(trouble=problem(trouble)))

    def close(self) -> None:
        """End the judge, and remove its folder."""
        self._station.close()
        self._lock.__exit__(None, None, None)
        self._folder.cleanup()

    def do(self, key: str, question: bytes, files: Mapping[str, bytes]) -> bytes:
        """Do a task."""
        asked: Any = msgspec.json.decode(question, type=AnyQuestion)
        return self._station.do_told(key, asked.job if isinstance(asked, Assess) else asked, files)


def in_memory(keys: bytes, folder: Path) -> Path:
    """Return where the keys can be read as long as this process lives: on no disk, whoever is killed (Linux)."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("keys")
        path = Path(f"/proc/{os.getpid()}/fd/{descriptor}")
    else:
        path = folder / "keys.json"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.fchmod(descriptor, 0o600)
    os.write(descriptor, keys)
    return path


def sweep() -> None:
    """Remove what the actors of this user have left here whose process was killed."""
    import shutil

    from ..errors import Unreachable

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            with locked(folder / "lock", patience=0.0):
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, Unreachable):  # in use, or another user's
            continue


class RayEngine:
    """See `engine.Engine`. An empty address starts a cluster of this machine alone."""

    def __init__(self, address: str, workers: int, keys: Path, suites: str, *, allow_practice: bool) -> None:
        """Connect. Raises `ExtraNeeded` without Ray, `OperatorError` where there is no cluster at the address."""
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # what is graded here is nobody's business
        try:
            self._ray: Any = importlib.import_module("ray")
        except ImportError as error:
            raise ExtraNeeded("ray", "ray") from error
        ray = self._ray
        self._ours = not ray.is_initialized()
        if address and self._ours:
            ensure_answers(address)
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": True}
        own = {} if address else {"include_dashboard": False, "object_store_memory": OBJECTS_BYTES}
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            if self._ours:
                ray.init(address=address or "local", **quiet, **own)
                for number, handler in handlers.items():  # Ray puts its own in their place
                    signal.signal(number, handler)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise no_cluster(address, str(error)) from error
        self._keys = ray.put(keys.read_bytes())
        self._suites = str(Path(suites).resolve()) if suites else ""
        self._practice = allow_practice
        self._first: Ready | None = None
        cores = int(ray.cluster_resources().get("CPU", 0))
        if workers < 1 and cores < 1:
            raise OperatorError("the Ray cluster has no cores")
        self._starting: dict[Any, Any] = {}
        self._free: list[Any] = []
        self._busy: dict[Any, tuple[Any, Task]] = {}
        self._failed = 0
        self._why = ""
        self._wanted = workers or cores
        for _ in range(self._wanted):
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ready(self) -> Ready:
        """See `engine.Engine`."""
        until = time.monotonic() + STARTS_WITHIN_S
        while self._first is None:
            self._hear(until)
        return self._first

    @property
    def workers(self) -> int:
        """See `engine.Engine`."""
        return self._wanted

    def run(self, tasks: Iterable[Task], at_once: int = 0) -> Iterator[Outcome]:
        """See `engine.Engine`."""
        most = at_once or self._wanted
        waiting = iter(tasks)
        again: collections.deque[Task] = collections.deque()
        lost: collections.Counter[str] = collections.Counter()
        until = time.monotonic() + STARTS_WITHIN_S
        more = True
        while more or self._busy or again:
            while self._free and len(self._busy) < most and (more or again):
                task = again.popleft() if again else next(waiting, None)
                if task is None:
                    more = False
                else:
                    self._give(task)
            if not (self._busy or again or more):
                return
            for task, said in self._hear(until):
                until = time.monotonic() + STARTS_WITHIN_S
                if said is not None:
                    yield read_outcome(said)
                    continue
                lost[task.key] += 1
                if lost[task.key] < LOSSES:
                    again.append(task)
                else:
                    yield Outcome(task.key, None, f"{LOSSES} nodes were lost over it")

    def close(self) -> None:
        """See `engine.Engine`. Actors remove their folders; those of who is at work are swept by the next one there."""
        closing = [actor.close.remote() for actor in self._free]
        with contextlib.suppress(self._ray.exceptions.RayError):
            if closing:
                self._ray.wait(closing, num_returns=len(closing), timeout=CLOSES_WITHIN_S)
        for actor in (*self._starting.values(), *self._free, *(actor for actor, _ in self._busy.values())):
            self._ray.kill(actor)
        self._starting, self._free, self._busy = {}, [], {}
        if self._ours:
            self._ray.shutdown()

    def _start(self) -> None:
        actor = self._ray.remote(num_cpus=1)(Post).remote(self._keys, self._suites, allow_practice=self._practice)
        self._starting[actor.ready.remote()] = actor

    def _give(self, task: Task) -> None:
        actor = self._free.pop()
        files = dict(task.files)
        question = Assess(job=task.question) if isinstance(task.question, ModelJob) else task.question
        self._busy[actor.do.remote(task.key, msgspec.json.encode(question), files)] = (actor, task)

    def _hear(self, until: float) -> list[tuple[Task, bytes | None]]:
        """Wait for a while; return the tasks that are over: what was said of them, or None where the node was lost.

        Raises `JudgeTrouble` where no judge is left, or none comes in time.
        """
        refs = [*self._busy, *self._starting]
        heard, _ = self._ray.wait(refs, num_returns=1, timeout=LOOK_EVERY_S)
        if not self._busy and not self._free and time.monotonic() > until:
            raise JudgeTrouble(f"no node of the cluster has started a judge{self._why}")
        over: list[tuple[Task, bytes | None]] = []
        for ref in heard:
            try:
                said: bytes | None = self._ray.get(ref)
            except self._ray.exceptions.RayTaskError as error:  # our own code failed there: not a lost node
                raise JudgeTrouble(f"a node of the cluster: {str(error).strip().splitlines()[-1][:300]}") from error
            except self._ray.exceptions.RayError as error:
                said = None
                self._why = f" ({str(error).strip().splitlines()[0][:300]})"
            if ref in self._starting:
                self._arrived(self._starting.pop(ref), said)
            else:
                actor, task = self._busy.pop(ref)
                over.append((task, said))
                if said is None:
                    self._ray.kill(actor)
                    self._start()
                else:
                    self._free.append(actor)
        return over

    def _arrived(self, actor: Any, said: bytes | None) -> None:
        """Take on a judge that has started; raise `JudgeTrouble` for one that grades in another way than the first."""
        if said is None:  # its node is gone, or cannot make it
            self._failed += 1
            if self._failed == FAILED_STARTS:
                raise JudgeTrouble(f"judges do not start on this cluster{self._why}")
            time.sleep(min(self._failed, LOOK_EVERY_S))
            self._start()
            return
        self._failed = 0
        about = msgspec.json.decode(said, type=Told)
        if about.ready is None:
            raise JudgeTrouble(f"a node of the cluster cannot grade: {about.trouble}")
        first = self._first = self._first or about.ready
        mine, theirs = ((one.smol_grade, one.suites) for one in (first, about.ready))
        if mine != theirs:
            raise JudgeTrouble("the nodes of the cluster have other versions of smol-grade or of its suites")
        self._free.append(actor)
