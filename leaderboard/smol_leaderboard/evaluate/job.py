"""What is to be measured, and what is told while it is."""

from __future__ import annotations

from typing import NamedTuple

from ..schema import EvaluationRecord, Struct


class Job(Struct, frozen=True, kw_only=True):
    """A model at one commit and the tasks it is measured on. Paths are absolute, and of this machine."""

    model: str
    """Hub id, or the name of a reference or a local folder."""
    revision: str = ""
    """40 hexadecimal digits; empty for a local folder, which is named by its weights."""
    folder: str
    """The staged repository."""
    flags: tuple[str, ...] = ()
    """What was found when it was staged: the staged folder does not show it any more."""
    base: str = ""
    """Hub id of the permitted base."""
    base_folder: str = ""
    """Of an adapter's base."""
    room: str
    """Where answers, samples and results are kept: whoever comes again with the same question finds them there."""
    tasks: tuple[str, ...]
    limit: int = 0
    """Samples of each task at most; 0: all."""
    data_folder: str = ""
    data: str = ""
    """What the records call the data folder."""
    known: str = ""
    """File with the fingerprints of bases, public models and earlier submissions; empty: nothing is compared with."""
    bases: tuple[EvaluationRecord, ...] = ()
    """Of the permitted base models, for the comparison with the one that this was made from."""
    base_samples: dict[str, str] = {}
    """`RECORD/TASK` -> file with a base's samples."""
    request: str = ""
    unit: str = ""
    subject: str = ""
    received_at: str = ""
    cohort: str = ""
    nonce: str = ""
    """That the model's card must hold; empty: not asked for."""
    supersedes: str = ""
    reference: str = ""
    project: bool = False
    """Whether it is handed in as the final project, so that what the project asks for is looked at too."""
    dtype: str = "float32"
    threads: int = 0


class Doing(NamedTuple):
    """How far a task is."""

    task: str
    done: int
    total: int
    """Questions to the model; 0 while that is not known."""


class Evaluated(NamedTuple):
    """What came out."""

    record: EvaluationRecord
    samples: dict[str, str]
    """Task -> file of its samples."""
    reports: dict[str, str]
    """Task -> file with lm-eval's own results."""
    cached: bool
    """Whether all of it was known before, and no model was asked."""
