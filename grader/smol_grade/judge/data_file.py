"""A learner's data file as a suite meets it: asked for after the function, judged in one check, used in the others."""

from __future__ import annotations

import contextlib
import random
from dataclasses import dataclass
from typing import Any

from ..records import Outcome, Reason, Sentence
from ..submission import CheckEnded, Submission, SubmissionError
from .expect import mismatch
from .own_data import LEAST_ROWS, MOST_ROWS, Row, expect_enough, read_rows

SYLLABLES = [first + vowel for first in "bdfgklmnprtvz" for vowel in "aeiou"]


@dataclass(frozen=True)
class DataFile:
    """The data file of an exercise whose function takes one of its rows."""

    name: str
    function: str
    keep: tuple[str, ...]
    """Keys of the function's result that matter."""
    made_up: dict[str, Any]
    """What an unfilled stub is asked while there is no data."""
    least: int = LEAST_ROWS
    most: int = MOST_ROWS

    def expect_form(self, submission: Submission) -> None:
        """Require that the file is there and holds the right number of flat rows."""
        text = self._begun(submission)
        if text is None:
            raise mismatch("data_missing", where=self.name, least=self.least, most=self.most, hint="no_data")
        expect_enough(read_rows(text, self.name, self.most), self.name, self.least)

    def rows(self, submission: Submission, *, least: int | None = None) -> list[Row]:
        """Return the learner's rows, for a check that needs a file which another check judges."""
        text = self._begun(submission)
        try:
            rows = read_rows(text or "", self.name, self.most)
        except AssertionError:
            rows = []
        if len(rows) < max(self.least if least is None else least, 1):
            message = Sentence(key="problem.data_first", fields={"file": self.name})
            raise CheckEnded(Outcome.NOT_RUN, Reason.ERROR if text else Reason.NO_FILE, message)
        return rows

    def _begun(self, submission: Submission) -> str | None:
        """Call the function once: an unfilled stub ends the check whatever the file holds. Return the file's text."""
        with contextlib.suppress(SubmissionError):
            submission.call(self.function, self.made_up, keep=self.keep)
        return submission.data.get(self.name)


def new_word(draw: random.Random, row: Row) -> str:
    """Return a word that no text of the row holds."""
    said = " ".join(row.texts.values()).casefold()
    while (word := "".join(draw.choices(SYLLABLES, k=5))) in said:
        pass
    return word
