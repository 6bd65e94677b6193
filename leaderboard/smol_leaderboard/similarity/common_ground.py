"""What answers may share for good reason: what the course itself has written.

That is the stub, the unit's pages and notebooks, and, in a checkout, the solution and the right and wrong answers
beside the suite: two people who fall into the same known trap did not need each other for it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from smol_grade import notebook
from smol_grade.locate import CourseFiles, checkout, in_checkout

from .answers import Asked
from .canonical import NotPython
from .fingerprints import prints_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .fingerprints import Hashes

FENCED = re.compile(r"^```(?:python|py)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def knows_answers() -> bool:
    """Return whether the course's own answers are here: a wheel does not hold them."""
    return in_checkout()


def of_course(one: Asked, files: CourseFiles) -> Hashes:
    """Return the fingerprints of all that the course itself has written for an exercise."""
    import numpy as np

    found = [np.empty(0, dtype=np.uint64)]
    for text in _texts(one, files):
        with contextlib.suppress(NotPython):  # a mutant, or an example on a page, need not be Python
            found.append(prints_of(text).every)
    return np.unique(np.concatenate(found))


def _texts(one: Asked, files: CourseFiles) -> Iterator[str]:
    unit = files.exercises / one.unit.alias
    yield one.stub(files).read_text("utf-8")
    for page in sorted(unit.glob("*.md")):
        yield from FENCED.findall(page.read_text("utf-8"))
    for page in sorted(unit.glob("*.ipynb")):
        yield from notebook.code_cells(page.read_text("utf-8"))
    if knows_answers():
        name, alias = one.exercise.name, one.unit.alias
        yield from _read([checkout().solutions / alias / f"{name}.py"])
        for kind in ("accepted", "mutants"):
            yield from _read(sorted((files.suites / alias / kind / name).glob("*.py")))


def _read(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        if path.is_file():
            yield path.read_text("utf-8")
