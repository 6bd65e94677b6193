"""All tasks by name."""

from __future__ import annotations

from collections.abc import Sequence

from ..measuring_errors import NoSuchTask
from .benchmark import Benchmark
from .borrowed import BORROWED
from .format import FORMAT
from .gsm8k import GSM8K
from .heldout import HELDOUT
from .loss import LOSS

OWN: dict[str, Benchmark] = {one.name: one for one in (GSM8K, HELDOUT, FORMAT, LOSS)}
DEFAULT = tuple(OWN)
TASKS = (*OWN, *BORROWED)


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Return the tasks that are meant, each once, in the catalogue's order; none: our own four. Raises `NoSuchTask`."""
    wanted = {name.strip().lower() for name in names if name.strip()}
    for name in sorted(wanted):
        if name not in TASKS:
            raise NoSuchTask(name, TASKS)
    return tuple(name for name in TASKS if name in wanted) or DEFAULT


def material() -> list[object]:
    """Return what all tasks put into the protocol's hash."""
    own = [benchmark.material for benchmark in OWN.values()]
    return [*own, *([name, one.version, one.split, one.counts, one.chat] for name, one in BORROWED.items())]
