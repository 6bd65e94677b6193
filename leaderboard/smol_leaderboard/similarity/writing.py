"""Writing the report: all of its folder, or none of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from smol_grade.locate import CourseFiles
from smol_grade.records import Language

from ..batch.submissions import Submitted
from ..errors import OperatorError
from .answers import Answer, Asked, read_answers
from .comparing import Compared
from .document import as_json
from .fingerprints import prints_of
from .marking import pieces_of
from .pages import MOST_PAGES, Shared, Side, overview, page_of, pair_page

INDEX, PAIRS = "index.html", "pairs.json"


def ensure_free(out: Path) -> None:
    """Raise `OperatorError` unless a report can be written to `out`: nothing is there, or an empty folder."""
    if out.is_symlink() or (out.exists() and not (out.is_dir() and not any(out.iterdir()))):
        raise OperatorError(f"{out} is there already; name a new folder with --out")
    if not out.absolute().parent.is_dir():
        raise OperatorError(f"there is no folder {out.absolute().parent} to write {out.name} into")


class Report:
    """Makes the report of a comparison; `on_page` hears of each pair's page: its number, and of how many."""

    def __init__(self, found: Compared, asked: tuple[Asked, ...], files: CourseFiles, target: str) -> None:
        self._found = found
        self._asked = asked
        self._files = files
        self._target = target

    def write(
        self, cohort: list[Submitted], out: Path, language: Language, on_page: Callable[[int, int], None]
    ) -> None:
        """Write the folder. Interrupted, it leaves nothing at `out`."""
        out = out.absolute()
        try:
            made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
            try:
                for name, text in self._pages(cohort, language, on_page):
                    (made / name).write_text(text, "utf-8", newline="\n")
                made.chmod(0o755)
                os.replace(made, out)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
        except OSError as error:
            raise OperatorError(f"{out} cannot be written: {error.strerror}") from error

    def _pages(
        self, cohort: list[Submitted], language: Language, on_page: Callable[[int, int], None]
    ) -> Iterator[tuple[str, str]]:
        yield INDEX, overview(self._found, self._target, language)
        yield PAIRS, as_json(self._found)
        by_id = {one.id: one for one in cohort}
        wanted = self._found.flagged[:MOST_PAGES]
        for number, pair in enumerate(wanted, 1):
            on_page(number, len(wanted))
            left, right = (self._answers(by_id[self._found.submissions[one]]) for one in (pair.left, pair.right))
            shared = [self._shared(left[name], right[name]) for name in left if name in right]
            yield page_of(number), pair_page(self._found, pair, shared, self._target, language)

    def _answers(self, submitted: Submitted) -> dict[str, Answer]:
        read = read_answers(submitted, self._asked, self._files)
        not_compared = {(one.submission, one.exercise) for one in self._found.not_compared}
        found = {one.exercise: one for one in read if isinstance(one, Answer)}
        return {name: one for name, one in found.items() if (submitted.id, name) not in not_compared}

    def _shared(self, left: Answer, right: Answer) -> Shared:
        import numpy as np

        ground = self._found.grounds[left.exercise]
        kept = [prints_of(one.code) for one in (left, right)]
        count = len(np.setdiff1d(np.intersect1d(kept[0].kept, kept[1].kept), ground))
        both = np.setdiff1d(np.intersect1d(kept[0].every, kept[1].every), ground)
        [asked] = [one for one in self._asked if one.name == left.exercise]
        stub = frozenset(line.strip() for line in asked.stub(self._files).read_text("utf-8").splitlines()) - {""}
        marked = [Side(one.file, pieces_of(one.code, both, ground, stub)) for one in (left, right)]
        return Shared(left.exercise, count, *marked)
