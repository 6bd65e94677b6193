"""In the judge: a model is measured with the cohort's secret problems. And, for who asked: is that an answer to it?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from smol_grade.course import Models

from .. import seeds
from ..evaluate.job import Doing, Evaluated, Job
from ..evaluate.run import Court, evaluate, record_name
from ..keys import Keys
from ..schema import EvaluationRecord, content_hash
from ..tasks import catalogue
from .grading import moment

REPEATED = (
    *("model", "request", "unit", "received_at", "limit", "cohort", "supersedes", "reference"),
    *("subject", "revision"),
)
"""What a record repeats of the question; of those, what the question leaves empty the judge fills in."""
PLAIN = re.compile(r"[\w.+/@ -]{0,80}", re.ASCII)
CODE = re.compile(r"[a-z0-9_]{1,64}")
HEX64 = re.compile(r"[0-9a-f]{64}")
HEX40 = re.compile(r"[0-9a-f]{40}")
MOMENT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
MOST = 100


def assess(
    job: Job, keys: Keys, models: Models, *, tier: int, isolation: str, hear: Callable[[Doing], None]
) -> Evaluated:
    """Measure a model for the board. Raises what `evaluate` raises."""
    seed, commitment = heldout_seed(keys, job.cohort)
    if job.reference:
        job = msgspec.structs.replace(job, subject=keys.subject(f"reference {job.reference}"))
    court = Court(models, tier, moment, isolation, seed, commitment)
    return evaluate(job, court, hear)


def heldout_seed(keys: Keys, cohort: str) -> tuple[bytes, str]:
    """Return the secret seed of a cohort's held-out problems, 32 bytes, and its commitment: one for all its models."""
    about = f"heldout {cohort}"
    secret = seeds.secret(keys.seed_key, about)
    return secret, seeds.commitment(secret, about)


def is_answer(done: Evaluated, job: Job) -> bool:
    """Return whether a result is about what was asked, holds texts of ours alone, and its samples are there."""
    record = done.record
    asked = [(getattr(record, name), getattr(job, name)) for name in REPEATED]
    same = all(found == wanted or (not wanted and name in REPEATED[-2:]) for (found, wanted), name in _named(asked))
    same = same and record.id == record_name(record) and record.content_sha256 == content_hash(record)
    same = same and tuple(one.task for one in record.results) == catalogue.chosen(job.tasks)
    same = same and (record.project is msgspec.UNSET) is not job.project
    return same and _is_ours(record) and all(_is_there(done, one.task, one.samples_sha256) for one in record.results)


def _named(pairs: list[tuple[object, object]]) -> zip[tuple[tuple[object, object], str]]:
    return zip(pairs, REPEATED, strict=True)


def _is_there(done: Evaluated, task: str, sha256: str) -> bool:
    file = Path(done.samples.get(task, ""))
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def _is_ours(record: EvaluationRecord) -> bool:
    """Return whether the texts that the judge chose are short names and hashes: records are public."""
    ran = record.environment
    plain = [ran.python, ran.platform, ran.isolation, ran.device, ran.dtype, *ran.versions, *ran.versions.values()]
    plain += [record.base, record.size_class, record.protocol, *(one.data for one in record.results)]
    codes = [*record.flags, *record.counts_not, *(record.project or ())]
    for one in record.results:
        codes += [one.task, one.metric, *one.extra]
        plain.append(one.samples)
    hashes = [record.weights_sha256, record.template_sha256, *(one.data_sha256 for one in record.results)]
    hashes += [text for text in (record.submitted_template_sha256, record.seed_commitment) if text]
    fits = HEX40.fullmatch(record.revision) and MOMENT.fullmatch(record.at)
    small = max(len(codes), len(plain)) <= MOST * 10 and all(len(text) <= 200 for text in plain)
    short = all(PLAIN.fullmatch(text) or text.startswith("samples/") for text in plain)
    return bool(fits and small and short and all(map(CODE.fullmatch, codes)) and all(map(HEX64.fullmatch, hashes)))
