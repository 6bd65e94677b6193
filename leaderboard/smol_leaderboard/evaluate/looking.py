"""What is found out about a model before it is asked anything: the gate's examination, whose weights they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from smol_grade.course import Models

from ..measuring_errors import MeasureError, ModelRejected, NoModel
from ..safety.fingerprint import Fingerprint, fingerprint
from ..safety.gate import examine
from ..safety.listing import stage
from ..safety.provenance import EarlierModel, whose
from ..safety.rules import SPOILS, Finding
from ..schema import Struct
from .job import Job


class Known(Struct, frozen=True, kw_only=True):
    """What a model's weights are compared with: handed over in a file, as it can be large."""

    bases: dict[str, Fingerprint] = {}
    public: dict[str, Fingerprint] = {}
    earlier: tuple[EarlierModel, ...] = ()


class Looked(Struct, frozen=True, kw_only=True):
    """What records say of a model besides its results."""

    base: str
    size_class: str
    parameters: int
    """Of the weights that are loaded; 0 when only the loaded model knows (an adapter on its base)."""
    weights_sha256: str
    submitted_template_sha256: str
    flags: tuple[str, ...]
    spoils: tuple[str, ...]
    """Flags that keep it from counting."""
    counts_not: tuple[str, ...]


def staged(model: str, source: Path, target: Path) -> tuple[str, ...]:
    """Fill `target` with the files of a repository that are looked at, and return the codes of what is flagged.

    Raises `ModelRejected` where a file's name or kind is enough to reject it, `NoModel` where there is no folder.
    """
    if not source.is_dir():
        raise NoModel(model)
    shutil.rmtree(target, ignore_errors=True)
    found = stage(source, target)
    ensure_allowed(model, found)
    return tuple(dict.fromkeys(finding.code for finding in found))


def ensure_allowed(model: str, findings: tuple[Finding, ...]) -> None:
    """Raise `ModelRejected` if one of the findings says so."""
    rejected = tuple(finding for finding in findings if finding.severity == "reject")
    if rejected:
        raise ModelRejected(model, rejected)


def look(job: Job, models: Models, isolation: str) -> Looked:
    """Examine a staged folder. Raises `ModelRejected`, and what the gate raises."""
    folder = Path(job.folder)
    base_folder = Path(job.base_folder) if job.base_folder else None
    found = examine(folder, models=models, base_folder=base_folder, isolation=isolation)
    ensure_allowed(job.model, found.findings)
    facts = found.facts
    weights, counts_not, flags = _whose(job, isolation, facts.base or job.base)
    noticed = {finding.code for finding in found.findings} | {*flags, *job.flags}
    return Looked(
        base=facts.base or job.base,
        size_class=facts.size_class or f"{max(1, round(facts.parameters / 1e6))}M",
        parameters=0 if facts.adapter else facts.parameters,
        weights_sha256=weights,
        submitted_template_sha256=facts.submitted_template_sha256,
        flags=tuple(sorted(noticed)),
        spoils=tuple(sorted(noticed & set(SPOILS))),
        counts_not=counts_not,
    )


def _whose(job: Job, isolation: str, base: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the hash of the weights, why the model does not count for whose it is, and what people should look at."""
    from ..safety.card import card_nonce

    folder = Path(job.folder)
    mine = fingerprint(folder, base=base, isolation=isolation)
    known = read_known(job.known)
    nonce = card_nonce(folder, isolation=isolation) == job.nonce if job.nonce else None
    told = whose(mine, nonce, known.bases, known.public, list(known.earlier), subject=job.subject)
    return mine.weights_sha256, told.counts_not, told.flags


def read_known(file: str) -> Known:
    """Return what a file holds of known models; nothing for no file. Raises `MeasureError`."""
    if not file:
        return Known()
    try:
        return msgspec.json.decode(Path(file).read_bytes(), type=Known)
    except (OSError, msgspec.MsgspecError) as error:
        raise MeasureError(f"{file}: {error}") from error
