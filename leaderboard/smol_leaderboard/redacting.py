"""What of a person stands in a store, and what the store says instead once the person has withdrawn. Pure.

Records stay: points, attempts, times, hashes. What goes is the entry in `people/`, the sealed packages, the names of
models (they begin with the person's name), what those models answered, and the person's certificates.
`docs/design/0019-withdrawing.md` has the reasons.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from . import layout
from .errors import RecordError
from .schema import (
    NOBODYS,
    AnyRecord,
    EvaluationRecord,
    GradeRecord,
    RequestRecord,
    RevealRecord,
    canonical,
    read_record,
    sealed_record,
)
from .segments import list_segments
from .store import Store

RENAMED = re.compile(rf"{NOBODYS}[0-9a-f]{{12}}-(?P<number>[0-9]+)")
CERTIFICATE = re.compile(rf"{layout.CERTIFICATES}[0-9a-f]{{2}}/[0-9a-f]{{32}}\.json")
"""Not the list of all of them: it names nobody, and says which places of the status list are taken."""
NO_REVISION = "0" * 40
Told = Callable[[int, int], None]


class Traces(NamedTuple):
    """What of a person a store holds at one revision, and what is to be there instead."""

    changes: dict[str, bytes | None]
    """Path -> content, None for a file that goes. Empty: nothing is left of the person but the points."""
    records: int
    """Of the person, of every kind."""
    packages: int
    models: tuple[str, ...]
    """Hub ids in records, withdrawn ones not among them."""
    certificates: int
    named: bool
    """Whether there is an entry in `people/`."""
    requests: frozenset[str]
    """Their names in records."""
    evaluations: frozenset[str]
    """Ids of the records."""
    answers: frozenset[str]
    """Hashes of what the models answered."""


def traces(store: Store, revision: str, subject: str, told: Told | None = None) -> Traces:
    """Look for a person in a store at a revision. `told` hears how many files are read, and of how many.

    Raises `StoreError`.
    """
    segments, _ = list_segments(store, revision)
    certificates = [one for one in store.files(layout.CERTIFICATES, revision) if CERTIFICATE.fullmatch(one.path)]
    lines: dict[str, list[bytes]] = {}
    total = len(segments) + len(certificates)
    for number, file in enumerate(segments):
        if told is not None:
            told(number, total)
        content = store.read(file.path, revision) or b""
        if subject.encode() in content:
            lines[file.path] = content.split(b"\n")
    known = [record for found in lines.values() for line in found if (record := _record(line, subject)) is not None]
    changes: dict[str, bytes | None] = {}
    named = _names(known)
    for path, found in lines.items():
        changes |= _rewritten(path, found, subject, named)
    mine = []
    for number, file in enumerate(certificates, len(segments)):
        if told is not None:
            told(number, total)
        if is_of(store.read(file.path, revision) or b"", subject):
            mine.append(file.path)
    person = store.read(layout.person(subject), revision) is not None
    evaluations = [record for record in known if isinstance(record, EvaluationRecord)]
    measured = {record.id for record in evaluations}
    samples = [one.path for one in store.files(layout.SAMPLES, revision) if _record_of(one.path) in measured]
    samples += [
        result.samples
        for record in evaluations
        for result in record.results
        if result.samples.startswith(layout.SAMPLES)
    ]
    gone = [*mine, *samples, *([layout.person(subject)] if person else [])]
    return Traces(
        changes=changes | dict.fromkeys(gone),
        records=len({record.id for record in known}),
        packages=len({record.id for record in known if isinstance(record, RequestRecord) and record.sealed}),
        models=tuple(sorted({*named, *(model for record in known if (model := _model_of(record)))})),
        certificates=len(mine),
        named=person,
        requests=frozenset(record.request for record in known if not isinstance(record, RevealRecord)),
        evaluations=frozenset(measured),
        answers=frozenset(result.samples_sha256 for record in evaluations for result in record.results),
    )


def said_more(record: RequestRecord) -> bool:
    """Return whether a request still holds what goes with its person."""
    said = (record.shown_name, record.entry)
    return bool(record.sealed or record.model) or any(one is not msgspec.UNSET for one in said)


def redacted(record: AnyRecord, named: Mapping[str, str]) -> AnyRecord:
    """Return what a record says once its person has withdrawn. `named`: model -> what it is called from then on.

    A grade or an evaluation that changes keeps, as `was`, the hash that certificates know it by.
    """
    if isinstance(record, RequestRecord):
        gone = {"sealed": "", "model": "", "model_nonce": "", "shown_name": msgspec.UNSET, "entry": msgspec.UNSET}
        return sealed_record(msgspec.structs.replace(record, **gone)) if said_more(record) else record
    if isinstance(record, GradeRecord) and record.model and not record.reference:
        return sealed_record(msgspec.structs.replace(record, model="", was=record.was or record.content_sha256))
    if isinstance(record, EvaluationRecord) and record.model in named:
        results = tuple(msgspec.structs.replace(result, samples="") for result in record.results)
        changed = {"model": named[record.model], "revision": NO_REVISION, "results": results}
        return sealed_record(msgspec.structs.replace(record, was=record.was or record.content_sha256, **changed))
    return record


def is_of(certificate: bytes, subject: str) -> bool:
    """Return whether a file of `certificates/` is about a person: one that cannot be read is if it says so anywhere."""
    if subject.encode() in certificate:
        return True
    try:
        token = str(msgspec.json.decode(certificate, type=dict[str, object]).get("credential", ""))
        claims = token.split(".")[1]
        return subject.encode() in base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))
    except (msgspec.MsgspecError, UnicodeError, IndexError, binascii.Error):
        return False


def _record_of(path: str) -> str:
    """Return the id of the evaluation of which a file holds samples, see `layout.samples`."""
    return path.rpartition("/")[2].partition("-")[0]


def _model_of(record: AnyRecord) -> str:
    """Return the model that a request or a learner's grade names."""
    named = isinstance(record, RequestRecord) or (isinstance(record, GradeRecord) and not record.reference)
    return record.model if named and isinstance(record, RequestRecord | GradeRecord) else ""


def _names(records: list[AnyRecord]) -> dict[str, str]:
    """Return what each model of a person is called from now on: apart from each other, and saying nothing."""
    models: dict[str, tuple[str, str]] = {}
    taken = 0
    for record in records:
        if not isinstance(record, EvaluationRecord) or record.reference:
            continue
        if renamed := RENAMED.fullmatch(record.model):
            taken = max(taken, int(renamed["number"]))
            continue
        models[record.model] = min(models.get(record.model, (record.at, record.id)), (record.at, record.id))
    subject = next((record.subject for record in records), "")
    ordered = sorted(models, key=lambda model: models[model])
    return {model: f"{NOBODYS}{subject[:12]}-{number}" for number, model in enumerate(ordered, taken + 1)}


def _record(line: bytes, subject: str) -> AnyRecord | None:
    """Return a person's record, None for anything else."""
    if subject.encode() not in line:
        return None
    try:
        record = read_record(line)
    except RecordError:
        return None
    return record if record.subject == subject else None


def _rewritten(path: str, lines: list[bytes], subject: str, named: Mapping[str, str]) -> dict[str, bytes | None]:
    """Return what becomes of a segment: a new one under the name of its content, with every other line as it was.

    A line that tells of the person and is no record goes.
    """
    left = []
    for line in lines:
        record = _record(line, subject)
        if record is not None:
            new = redacted(record, named)
            left.append(line if new is record else canonical(new))
        elif subject.encode() not in line or _is_record(line):
            left.append(line)
    if left == lines:
        return {}
    match = layout.SEGMENT.fullmatch(path)
    assert match is not None, path
    content = b"\n".join(left)
    if not content.strip():
        return {path: None}
    return {path: None, layout.segment(match["kind"], match["month"], content): content}


def _is_record(line: bytes) -> bool:
    """Return whether a line is somebody's record, which may speak of another's subject for what it is worth."""
    try:
        read_record(line)
    except RecordError:
        return False
    return True
