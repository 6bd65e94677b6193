"""What is found out about a model before it is asked anything: the gate's examination, whose weights they are."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import msgspec

from smol_grade import __version__
from smol_grade.course import Models

from ..measuring_errors import MeasureError, ModelRejected, NoModel
from ..project import asked_for, read_project
from ..safety.card import CardFacts, read_card
from ..safety.fingerprint import Fingerprint, fingerprint
from ..safety.gate import PRELOAD, examine
from ..safety.listing import stage
from ..safety.provenance import EarlierModel, Provenance, nearest_base, whose
from ..safety.room import Room
from ..safety.rules import SPOILS, Finding
from ..schema import Struct, canonical
from ..store.durable import make_folder, replace
from .job import Job

FINGERPRINTS = "fingerprints"
"""Folder in the room."""


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
    project: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """Codes of what it lacks for the final project; not set where it is handed in as nothing of the kind."""


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
    with Room((folder.absolute(),), preload=PRELOAD, isolation=isolation) as room:
        found = examine(folder, models=models, base_folder=base_folder, isolation=isolation, room=room)
        ensure_allowed(job.model, found.findings)
        facts = found.facts
        card = read_card(folder, room=room)
        named = facts.base or job.base or _base_in(card, models)
        mine = fingerprint(folder, base=named, room=room)
        lacks = asked_for(read_project(folder, room), card, facts, models) if job.project else ()
    known = read_known(job.known)
    base = facts.base or nearest_base(mine, known.bases) or named
    provenance = _whose(job, mine, known, card.nonce)
    noticed = {finding.code for finding in found.findings} | {*provenance.flags, *job.flags}
    return Looked(
        base=base,
        size_class=facts.size_class or f"{max(1, round(facts.parameters / 1e6))}M",
        parameters=0 if facts.adapter else facts.parameters,
        weights_sha256=mine.weights_sha256,
        submitted_template_sha256=facts.submitted_template_sha256,
        flags=tuple(sorted(noticed)),
        spoils=tuple(sorted(noticed & set(SPOILS))),
        counts_not=provenance.counts_not,
        project=tuple(dict.fromkeys(one.code for one in lacks)) if job.project else msgspec.UNSET,
    )


def _whose(job: Job, mine: Fingerprint, known: Known, nonce: str) -> Provenance:
    """Return whose the weights are. The fingerprint is kept beside: later models need it."""
    kept = Path(job.room) / FINGERPRINTS / f"{mine.weights_sha256}.json"
    make_folder(kept.parent)
    replace(kept, msgspec.json.encode(mine))
    found = nonce == job.nonce if job.nonce else None
    return whose(mine, found, known.bases, known.public, list(known.earlier), subject=job.subject)


def compared_with(job: Job, models: Models) -> str:
    """Return the name of what the look at a model depends on, besides its files: who asks, our rules, the course's."""
    known = Path(job.known).read_bytes() if job.known else b""
    about = [job.nonce, job.subject, job.base, list(job.flags), job.project, __version__, msgspec.to_builtins(models)]
    return hashlib.sha256(canonical(about) + known).hexdigest()[:16]


def _base_in(card: CardFacts, models: Models) -> str:
    """Return the permitted base that a card names, empty for none."""
    permitted = {base.id.casefold(): base.id for base in models.bases}
    named = [permitted[name.casefold()] for name in card.base_model if name.casefold() in permitted]
    return named[0] if named else ""


def read_known(file: str) -> Known:
    """Return what a file holds of known models; nothing for no file. Raises `MeasureError`."""
    if not file:
        return Known()
    try:
        return msgspec.json.decode(Path(file).read_bytes(), type=Known)
    except (OSError, msgspec.MsgspecError) as error:
        raise MeasureError(f"{file}: {error}") from error
