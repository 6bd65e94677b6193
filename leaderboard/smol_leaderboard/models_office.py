"""The operator's side of measuring models: which request named one, what it is compared with, where samples lie."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import msgspec

from smol_grade.course import load_course
from smol_grade.locate import course_files

from .errors import OperatorError
from .evaluate.fetching import Ready
from .evaluate.job import Evaluated, Job
from .evaluate.looking import FINGERPRINTS, Known
from .ledger import Ledger
from .office import Office
from .safety.fingerprint import Fingerprint
from .safety.provenance import EarlierModel
from .schema import BoardSettings, EvaluationRecord, RequestRecord, Struct
from .store import Store
from .store.durable import make_folder, read_or_none, replace

REJECTIONS = "rejected.json"


class Rejection(Struct, frozen=True, kw_only=True):
    """What the gate said of a submitted model."""

    revision: str
    codes: tuple[str, ...]


class Wanted(NamedTuple):
    """One model to measure."""

    name: str
    """Hub id, or `ID=FOLDER`."""
    tasks: tuple[str, ...]
    limit: int = 0
    data: Path | None = None
    base: str = ""
    reference: bool = False

    request: RequestRecord | None = None
    """Which one is answered; None: the newest that named the model."""

    @property
    def model(self) -> str:
        """The Hub id."""
        return self.name.partition("=")[0]


def request_of(ledger: Ledger, model: str) -> RequestRecord | None:
    """Return the newest request that named a model, see `_answered`."""
    found = None
    for one in _in_order(ledger):
        if one.model and one.model.casefold() == model.casefold():
            found = _answered(found, one)
    return found


def waiting_models(ledger: Ledger) -> list[RequestRecord]:
    """Return the requests that named a model and have no evaluation, those that wait longest first.

    Of several by one person for one model the newest, see `_answered`; what somebody else names takes nobody's turn.
    """
    measured = {one.request for one in ledger.evaluations.values()}
    newest: dict[tuple[str, str], RequestRecord] = {}
    for one in _in_order(ledger):
        if one.model:
            key = (one.subject, one.model.casefold())
            before = newest.get(key)
            newest[key] = one if before is None or before.request in measured else _answered(before, one)
    left = [one for one in newest.values() if one.request not in measured]
    return sorted(left, key=_turn)


def _turn(request: RequestRecord) -> tuple[str, int]:
    return request.received_at, request.number


def _in_order(ledger: Ledger) -> list[RequestRecord]:
    return sorted(ledger.requests.values(), key=_turn)


def _answered(before: RequestRecord | None, newer: RequestRecord) -> RequestRecord:
    """Return which of two requests for a model is measured: the newer one.

    But a final project that shows something is not given up for a later request of the same unit that shows nothing: it
    would be seen nowhere. With another number in the card it is.
    """
    if before is None or before.entry is msgspec.UNSET or newer.entry is not msgspec.UNSET:
        return newer
    same = (before.subject, before.unit, before.model_nonce) == (newer.subject, newer.unit, newer.model_nonce)
    return before if same else newer


class ModelsOffice:
    """What of an operator's folder has to do with models."""

    def __init__(self, office: Office, store: Store, ledger: Ledger, settings: BoardSettings) -> None:
        self._store, self._ledger, self._settings = store, ledger, settings
        self._room = office.folder / "evaluations"
        self._samples = office.folder / "samples"
        course = load_course(course_files())
        self._models = course.models
        self._project = course.find(course.project.unit)[0].slug if course.project is not None else ""
        for folder in (self._room, self._samples):
            make_folder(folder)

    def job(
        self,
        wanted: Wanted,
        here: Ready,
        base: Ready | None,
        *,
        room: Path | None = None,
        before: EvaluationRecord | None = None,
    ) -> Job:
        """Return what the judge is asked. `before` is the record that is measured again: then in its place.

        Raises `OperatorError` for a model that nobody submitted.
        """
        request = None if wanted.reference else wanted.request or request_of(self._ledger, wanted.model)
        if before is not None:
            request = self._ledger.requests.get(before.request)
        if request is None and not wanted.reference:
            raise OperatorError(f"nobody submitted {wanted.model[:200]}; a model to compare with needs --reference")
        reference = wanted.model if wanted.reference else ""
        bases = self._bases()
        project = request is not None and request.unit == self._project
        return Job(
            model=wanted.model,
            revision=here.revision,
            folder=str(here.folder),
            flags=here.flags,
            base=base.model if base is not None else "",
            base_folder=str(base.folder) if base is not None else "",
            room=str((room or self._room).absolute()),
            tasks=wanted.tasks,
            limit=wanted.limit,
            data_folder=str(wanted.data.absolute()) if wanted.data is not None else "",
            data="folder" if wanted.data is not None else "",
            known="" if wanted.reference else str(self._known()),
            bases=() if wanted.reference else bases,
            base_samples={} if wanted.reference else self._samples_of(bases),
            request=request.request if request is not None else "",
            unit=request.unit if request is not None else "",
            subject=request.subject if request is not None else "",
            received_at=request.received_at if request is not None else "",
            cohort=before.cohort if before is not None else self._settings.cohort,
            nonce=request.model_nonce if request is not None else "",
            supersedes=before.supersedes
            if before is not None
            else self._superseded(request, reference, here, project=project),
            reference=reference,
            project=project,
        )

    def turned_away(self, request: RequestRecord, revision: str) -> tuple[str, ...]:
        """Return the codes for which the gate rejected the model of a request at this commit before, empty for none."""
        said = self._rejections().get(request.request)
        return said.codes if said is not None and said.revision == revision else ()

    def turn_away(self, request: RequestRecord, revision: str, codes: tuple[str, ...]) -> None:
        """Remember that the gate rejected a model, and at which commit."""
        said = {**self._rejections(), request.request: Rejection(revision=revision, codes=codes)}
        replace(self._room / REJECTIONS, msgspec.json.encode(said))

    def _rejections(self) -> dict[str, Rejection]:
        content = read_or_none(self._room / REJECTIONS)
        try:
            return {} if content is None else msgspec.json.decode(content, type=dict[str, Rejection])
        except msgspec.MsgspecError:  # of another version: the models are looked at again
            return {}

    def keep_samples(self, done: Evaluated) -> None:
        """Keep the samples of a record, also those that are not published."""
        for task, file in done.samples.items():
            shutil.copyfile(file, self._samples / f"{done.record.id}-{task}.jsonl")

    def _superseded(self, request: RequestRecord | None, reference: str, here: Ready, *, project: bool) -> str:
        """Return the id of the evaluation that a new one replaces: the same request's, at another commit.

        A project's is also replaced that was measured before anybody looked at what the project asks for.
        """
        key = request.request if request is not None else ""
        mine = [one for one in self._ledger.evaluations.values() if (one.request, one.reference) == (key, reference)]
        replaced = {one.supersedes for one in mine}
        current = max((one for one in mine if one.id not in replaced), key=lambda one: (one.at, one.id), default=None)
        if current is None:
            return ""
        other = bool(here.revision) and current.revision != here.revision
        unseen = project and current.project is msgspec.UNSET
        return current.id if other or unseen else current.supersedes

    def _bases(self) -> tuple[EvaluationRecord, ...]:
        permitted = {base.id.casefold() for base in self._models.bases}
        found = self._ledger.evaluations.values()
        return tuple(one for one in found if one.reference and one.model.casefold() in permitted)

    def _samples_of(self, records: tuple[EvaluationRecord, ...]) -> dict[str, str]:
        """Return the files of samples, from here or from the store."""
        found = {}
        for record in records:
            for one in record.results:
                file = self._samples / f"{record.id}-{one.task}.jsonl"
                if not file.exists() and one.samples and (content := self._store.read(one.samples)) is not None:
                    replace(file, content)
                if file.exists():
                    found[f"{record.id}/{one.task}"] = str(file)
        return found

    def _known(self) -> Path:
        """Write the fingerprints of all models that were measured here into a file; return it."""
        bases: dict[str, Fingerprint] = {}
        public: dict[str, Fingerprint] = {}
        earlier = []
        permitted = {base.id.casefold(): base.id for base in self._models.bases}
        listed = {name.casefold(): name for name in self._models.public}
        for record in sorted(self._ledger.evaluations.values(), key=lambda one: (one.at, one.id)):
            mine = self._fingerprint(record.weights_sha256)
            name = record.model.casefold()
            if mine is None:
                continue
            if record.reference and name in permitted:
                bases[permitted[name]] = mine
            elif record.reference and name in listed:
                public[listed[name]] = mine
            elif not record.reference:
                earlier.append(EarlierModel(record.subject, record.model, mine))
        file = self._room / "known.json"
        replace(file, msgspec.json.encode(Known(bases=bases, public=public, earlier=tuple(earlier))))
        return file

    def _fingerprint(self, weights_sha256: str) -> Fingerprint | None:
        content = read_or_none(self._room / FINGERPRINTS / f"{weights_sha256}.json")
        try:
            return None if content is None else msgspec.json.decode(content, type=Fingerprint)
        except msgspec.MsgspecError:  # of another version: it is taken anew when its model is measured again
            return None
