"""The model board and single evaluations, from wherever the board is, read with the care that strangers' files need."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from ..board.evaluations import HEX64, LARGEST_EXACT
from ..board.model_documents import MODELS_JSON, evaluations_file
from ..board.reading import is_moment
from ..board.shapes import EvaluationsDocument, ModelsDocument, ShowcaseDocument
from ..board.showcase_documents import SHOWCASE_JSON
from ..errors import NewerBoard, NoStore, RecordError
from ..schema import SCHEMA_VERSION, EvaluationRecord, Struct
from .fetching import Found, fetch_document
from .model_errors import NoAwards, NoModels, NoSuchModel

S = TypeVar("S", bound=Struct)


def fetch_models(where: str, cache: Path | None = None, now: datetime.datetime | None = None) -> Found[ModelsDocument]:
    """Return the model board at a folder, Hub id or address; `fetching.fetch` says how, and what it raises.

    Raises `NoModels` where nothing was derived of models yet, as on a board of an older program.
    """
    try:
        return fetch_document(where, MODELS_JSON, read_models, cache, now)
    except NoStore as error:
        raise NoModels(where) from error


def fetch_evaluation(where: str, record: str, cache: Path | None = None) -> EvaluationRecord:
    """Return one evaluation by its id. Raises as `fetch_models`, and `NoSuchModel` where it is not there any more."""
    try:
        found = fetch_document(where, evaluations_file(record), read_evaluations, cache).document
    except NoStore as error:
        raise NoModels(where) from error
    for one in found.records:
        if one.id == record:
            return one
    raise NoSuchModel(record)


def fetch_showcase(
    where: str, cache: Path | None = None, now: datetime.datetime | None = None
) -> Found[ShowcaseDocument]:
    """Return the awards and projects of a board; raise as `fetch_models`, `NoAwards` where there is no such file."""
    try:
        return fetch_document(where, SHOWCASE_JSON, read_showcase, cache, now)
    except NoStore as error:
        raise NoAwards(where) from error


def read_models(content: bytes, where: str) -> ModelsDocument:
    """Read `models.json`; raise `NewerBoard` for one of a later program, `RecordError` for what is none."""
    document = _decoded(content, where, MODELS_JSON, ModelsDocument)
    if any(len(row.cells) != len(document.tasks) for row in document.rows):
        raise RecordError(f"{where}: {MODELS_JSON}", "a row has not one cell for each task")
    times = {document.as_of, *(time for row in document.rows for time in (row.received_at, row.at))} - {""}
    if not all(is_moment(time) for time in times):
        raise RecordError(f"{where}: {MODELS_JSON}", "a time is none")
    return document


def read_evaluations(content: bytes, where: str) -> EvaluationsDocument:
    """Read a file of evaluations; raise as `read_models`."""
    return _decoded(content, where, "board/evaluations", EvaluationsDocument)


def read_showcase(content: bytes, where: str) -> ShowcaseDocument:
    """Read `showcase.json`; raise as `read_models`."""
    document = _decoded(content, where, SHOWCASE_JSON, ShowcaseDocument)
    cohorts = {award.cohort for award in document.awards} | {one.cohort for one in document.projects}
    if not cohorts <= set(document.cohorts) or not all(award.winners for award in document.awards):
        raise RecordError(f"{where}: {SHOWCASE_JSON}", "an award is nobody's, or a cohort is not listed")
    if len(set(document.awards)) < len(document.awards):
        raise RecordError(f"{where}: {SHOWCASE_JSON}", "an award stands there twice")
    named = [winner.record for award in document.awards for winner in award.winners]
    named += [one.record for one in document.projects]
    if not all(map(HEX64.fullmatch, named)):
        raise RecordError(f"{where}: {SHOWCASE_JSON}", "a record is not 64 hexadecimal digits")
    if any(abs(number) > LARGEST_EXACT for number in _numbers(document)):
        raise RecordError(f"{where}: {SHOWCASE_JSON}", "a number is out of range")
    places = range(len(document.awards))
    if any(number not in places for one in document.projects for number in one.awards):
        raise RecordError(f"{where}: {SHOWCASE_JSON}", "a project has an award that is not there")
    times = {document.as_of, *(one.received_at for one in document.projects)} - {""}
    if not all(is_moment(time) for time in times):
        raise RecordError(f"{where}: {SHOWCASE_JSON}", "a time is none")
    return document


def _numbers(document: ShowcaseDocument) -> Iterator[int]:
    """Yield the numbers that are shown: those of a damaged file may be larger than any float."""
    for award in document.awards:
        for winner in award.winners:
            yield from (winner.value, winner.low, winner.high)
    for one in document.projects:
        yield one.parameters
        if one.gain is not None:
            yield from (one.gain.difference, one.gain.low, one.gain.high)
        for result in one.results:
            yield from (result.n, result.value, result.low, result.high)


def _decoded(content: bytes, where: str, path: str, kind: type[S]) -> S:
    try:
        found = msgspec.json.decode(content)
        version = found.get("schema_version") if isinstance(found, dict) else None
        if isinstance(version, int) and version > SCHEMA_VERSION:
            raise NewerBoard(where)
        return msgspec.convert(found, kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"{where}: {path}", str(error)[:200]) from error
