"""All attacks of a choice against one kind of isolation, each told as soon as it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..course import load_course
from ..errors import SandboxError
from ..locate import Checkout, CourseFiles
from ..records import Sentence
from ..sandbox import measure
from . import traces
from .canaries import Canaries
from .catalogue import Attack
from .courtroom import Courtroom, JudgeGone, NotGraded
from .naive import Control, try_control
from .targets import TARGETS
from .trial import Trial, full_marks, no_verdict, try_attack

WALLED = ("namespaces", "landlock")
"""Kinds of isolation that stop an attack; the others only separate processes."""
OPEN = "fork"
"""The kind without walls, for the controls of attacks on the network."""
SPEAK_ONLY_TO_US = frozenset({"f01_tcp_to_loopback", "f04_other_programs", "f46_libraries_go_online"})
"""Attacks that somebody has read, and that without walls reach our own servers and nothing else: these may be tried so.
The others of the network may call the machine's host, its servers or name servers: not without a sandbox."""


@dataclass(frozen=True)
class Line:
    """What is told of one attack on one target."""

    attack: Attack
    trial: Trial
    control: Control | None = None

    @property
    def problems(self) -> tuple[Sentence, ...]:
        """Everything that is BAD."""
        found = self.trial.problems
        if self.control is not None and self.attack.control not in self.control.seen:
            fields: dict[str, str | int] = {"expected": self.attack.control, "what": self.control.detail or "-"}
            found = (*found, Sentence(key="attack.empty_threat", fields=fields))
        return found


@dataclass
class DevAttack:
    """One run. `run` yields a line per attack and target; afterwards `broken` names what is wrong with the engine."""

    place: Checkout
    files: CourseFiles
    attacks: list[Attack]
    kind: str
    targets: tuple[str, ...]
    controls: bool = True
    """Whether the naive grader is tried too, with an attack's first target."""
    working_on: Callable[[str], None] = lambda _: None
    broken: list[Sentence] = field(default_factory=list)
    without_walls: frozenset[str] = SPEAK_ONLY_TO_US
    _controlled: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """How many trials there are, an attack on one target each."""
        return sum(len(self._targets_of(attack)) for attack in self.attacks)

    def run(self) -> Iterator[Line]:
        """Try every attack, target by target; with no target named, each on its own first one."""
        with traces.orphans_are_ours():
            for target in TARGETS:
                chosen = [attack for attack in self.attacks if target in self._targets_of(attack)]
                if chosen:
                    yield from self._against(target, chosen)

    def _targets_of(self, attack: Attack) -> tuple[str, ...]:
        return tuple(name for name in attack.targets if name in self.targets) if self.targets else attack.targets[:1]

    def _against(self, target: str, chosen: list[Attack]) -> Iterator[Line]:
        waiting = list(chosen)
        while waiting:
            with Canaries() as canaries, Courtroom(canaries, self.files, self.kind, target) as room:
                self.working_on(TARGETS[target].exercise)
                self._beforehand(target, room)
                room.settle()
                while waiting:
                    attack = waiting.pop(0)
                    line = self._line(attack, target, room, canaries)
                    yield line
                    if line.trial.max_points == 0:  # no verdict: the next attack meets a new judge
                        break
                else:
                    self._afterwards(target, room)

    def _line(self, attack: Attack, target: str, room: Courtroom, canaries: Canaries) -> Line:
        self.working_on(attack.name)
        try:
            trial = try_attack(attack, target, TARGETS[target], room, canaries, self.place)
            if {problem.key for problem in trial.problems} == {"attack.late"}:  # a busy machine is late once
                trial = try_attack(attack, target, TARGETS[target], room, canaries, self.place)
        except (JudgeGone, NotGraded) as error:
            return Line(attack, no_verdict(attack, target, error))
        if not (self.controls and attack.control) or attack.name in self._controlled:
            return Line(attack, trial)
        self._controlled.add(attack.name)
        if attack.group == "f" and attack.control == "reached":  # no sandbox of ours has a server to reach
            return Line(attack, trial, self._try_without_walls(attack, target))
        try:
            control = try_control(attack, room, self.place.root / "tests" / "attacks" / "naive")
        except (JudgeGone, NotGraded) as error:
            return Line(attack, no_verdict(attack, target, error))
        room.survivors()  # what the naive grader has left must be gone before the next attack is blamed
        return Line(attack, trial, control)

    def _try_without_walls(self, attack: Attack, target: str) -> Control | None:
        """Try an attack on the network without a sandbox, if all that it can reach is a server of ours."""
        if attack.name not in self.without_walls:
            return None
        with Canaries() as canaries, Courtroom(canaries, self.files, OPEN, target) as room:
            room.settle()
            try:
                trial = try_attack(attack, target, TARGETS[target], room, canaries, self.place)
            except (JudgeGone, NotGraded) as error:
                return Control(attack.name, frozenset(), str(error))
            seen = {"reached"} if trial.reached else set()
            return Control(attack.name, frozenset(seen), ", ".join(trial.reached))

    def _beforehand(self, target: str, room: Courtroom) -> None:
        """Raise `SandboxError` unless the reference solution gets full marks: else what follows means nothing."""
        try:
            if full_marks(TARGETS[target], load_course(self.files), room, self.place):
                return
            problem = "it lacks points"
        except (JudgeGone, NotGraded) as error:
            problem = str(error)
        raise SandboxError(f"the reference solution of {TARGETS[target].exercise}: {problem}")

    def _afterwards(self, target: str, room: Courtroom) -> None:
        """After everything that was done to it, the engine still gives the reference solution full marks."""
        try:
            if full_marks(TARGETS[target], load_course(self.files), room, self.place):
                return
            what = "-"
        except (JudgeGone, NotGraded) as error:
            what = str(error)
        fields: dict[str, str | int] = {"exercise": TARGETS[target].exercise, "what": what}
        self.broken.append(Sentence(key="attack.reference", fields=fields))


def available_kinds() -> tuple[str, ...]:
    """Return the kinds of sandbox with walls that this machine has, the best first: measured, not believed."""
    return tuple(kind for kind in WALLED if not missing_for(kind))


def missing_for(kind: str) -> tuple[str, ...]:
    """Return what keeps this machine from having a kind of sandbox, empty when it has it."""
    if kind not in WALLED:
        return ("walls",)
    try:
        found = measure(kind)
    except SandboxError as error:
        return (error.fields["problem"],)
    return () if found.tier <= WALLED.index(kind) + 1 else found.leaks


def catalogue_of(root: Path) -> Path:
    """Return where the attacks of a checkout are."""
    return root / "tests" / "attacks" / "catalogue"
