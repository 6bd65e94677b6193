"""`dev attack`: the attacks of the catalogue, one line each as soon as it is known."""

from __future__ import annotations

from ..devattack.catalogue import read_catalogue
from ..devattack.run import DevAttack, Line, available_kinds, catalogue_of, missing_for
from ..devattack.targets import TARGETS
from ..errors import UsageError
from ..locate import checkout, checkout_files
from ..messages import say, say_sentence
from ..records import Language
from . import output
from .progress import changing_line

HARM = {"leaked": "leaked_there", "reached": "reached_there", "survived": "survived_there"}
"""What is said of a naive grader where the same word says something of ours."""


class NoTarget(UsageError):
    """No attack is handed in for this."""

    key = "attack.no_target"

    def __init__(self, target: str) -> None:
        super().__init__(target=target, targets=", ".join(TARGETS))


class NoWalls(UsageError):
    """Attacks were to be run without a sandbox that stops them."""

    key = "attack.no_walls"
    hint = "attack.no_walls_hint"

    def __init__(self, kind: str, kinds: tuple[str, ...]) -> None:
        super().__init__(
            kind=kind or "-", kinds=", ".join(kinds) or "-", missing=", ".join(missing_for(kind or "namespaces")) or "-"
        )


def run(language: Language, names: tuple[str, ...], group: str, kind: str, target: str) -> int:
    """Try the attacks; return 0 when every one was held, else 1."""
    place = checkout()
    if target not in ("", *TARGETS):
        raise NoTarget(target)
    attacks = read_catalogue(catalogue_of(place.root), group, names)
    kinds = available_kinds()
    if not kinds or kind not in ("", *kinds):
        raise NoWalls(kind, kinds)
    kind = kind or kinds[0]
    targets = (target,) if target else ()
    lines = []
    with changing_line() as show:

        def working_on(name: str) -> None:
            show(say(language, "cli.working_on", name=name))

        attacking = DevAttack(
            place, checkout_files(place.root), attacks, kind, targets, kind == "namespaces", working_on
        )
        output.note(say(language, "attack.begin", count=attacking.total, kind=kind))
        for line in attacking.run():
            lines.append(line)
            output.write(tell(line, language))
    for sentence in attacking.broken:
        output.write(f"BAD {say_sentence(language, sentence)}")
    bad = sum(bool(line.problems) for line in lines) + len(attacking.broken)
    controls = sum(line.control is not None and line.attack.control in line.control.seen for line in lines)
    name = "found" if bad else "all_good"
    output.write("\n" + say(language, f"attack.{name}", count=len(lines), bad=bad, controls=controls))
    return 1 if bad else 0


def tell(line: Line, language: Language) -> str:
    """Return what is said of one attack: what became of it in both graders, then each problem on a line of its own."""
    trial = line.trial
    row = say(
        language,
        "attack.row",
        mark="BAD" if line.problems else "ok ",
        attack=line.attack.name,
        target=trial.target,
        ours=_ours(line, language),
        points=trial.points,
        max_points=trial.max_points,
        naive=_naive(line, language),
    )
    return "\n".join([row, *(f"      {say_sentence(language, problem)}" for problem in line.problems)])


def _ours(line: Line, language: Language) -> str:
    if line.trial.max_points == 0:
        return say(language, "attack.no_end")
    return ", ".join(line.trial.ends) or say(language, "attack.passed_all")


def _naive(line: Line, language: Language) -> str:
    if line.attack.no_control:
        return say(language, "attack.no_control", reason=line.attack.no_control)
    if line.control is None:
        return say(language, "attack.not_tried")
    seen = sorted(line.control.seen)
    return ", ".join(say(language, f"attack.{HARM.get(name, name)}") for name in seen) or say(
        language, "attack.unharmed"
    )
