"""The sandboxed process that holds a submitted model: prompts go in, texts and log-probabilities come back.

Its code is the worker's package `smol_model`. Whatever it sends is the model's word: each reply is checked to be of the
form, the number and the range that an answer has, and anything else ends the process as `ModelProcessDied`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, cast, get_args

from smol_grade.course import Limits
from smol_grade.sandbox import Sandbox, SessionEnded, open_sandbox

from ..errors import ModelProcessDied

SOURCE = "from smol_model.served import *\n"
LIBRARIES = (
    "torch",
    "safetensors.torch",
    "transformers:AutoConfig",
    "transformers:AutoTokenizer",
    "transformers:AutoModelForCausalLM",
    "transformers:LlamaForCausalLM",
)
BATCH = 64
"""Requests that are asked, and kept, together: the engine's rows at the same time."""
OPEN_S = 300.0
"""Seconds to load a model, beside a second for every so many megabytes."""
LOADED_MB_S = 10
REPORT_S = 2.0
"""Seconds of work between two reports."""
STEP_S = 600.0
"""Seconds that one report may take: a single step of a large model on a slow machine is far below it."""
SESSION_S = 10**6
"""Seconds of processor time, on all cores together: each exchange has a deadline of its own."""
LIBRARIES_MB, WORKING_MB, WEIGHT_COPIES = 4096, 8192, 6
"""Address space: for libraries and threads, for the cache of keys and values and what is computed, and for each byte of
the weights' files (mapped; as float32 where they are half that wide; once more while they are packed)."""
CUDA_MB = 2**20
"""A CUDA driver reserves addresses for all memory there is."""

Ending = Literal["eos", "stop", "length"]
Result = TypeVar("Result")
Kind = TypeVar("Kind")
Progress = Callable[[int, int], None]
"""Called with how many requests are done, and how many there are."""


@dataclass(frozen=True)
class ModelInfo:
    """What a model is and where it runs, as its process says."""

    parameters: int
    vocabulary: int
    layers: int
    longest: int
    """Tokens of a prompt and its continuation, at most."""
    device: str
    dtype: str
    """Of the computation: `float32` or `bfloat16`."""
    threads: int
    own_forward: bool
    """Whether the forward pass is the course's own, or that of transformers."""
    versions: dict[str, str]
    """Of torch, transformers, tokenizers and Python, by name."""
    isolation: str
    """The kind of sandbox."""


@dataclass(frozen=True)
class Completion:
    """A greedy text."""

    text: str
    """Up to and without the stop string, without special tokens."""
    tokens: int
    """How many were generated, the one that ended it included."""
    ended: Ending
    """By the model's end of text or turn, by a stop string, or by the allowed length."""


@dataclass(frozen=True)
class LogProb:
    """How likely a continuation is after its context."""

    logprob: float
    """Natural logarithm, the sum over its tokens."""
    tokens: int
    is_greedy: bool
    """Whether each of its tokens is the likeliest one."""


class ModelProcess:
    """One sandbox session with one model loaded. A context manager; `close` leaves no process and no file behind.

    `folder` holds the submitted files, readable by everybody; `base_folder` the permitted base of an adapter. `threads`
    0: all cores; `memory_mb` 0: from the size of the weights; `isolation` empty: the strongest kind. `device` `cuda` is
    for kinds without namespaces of their own. `sandbox`, of somebody who opens many models, can read the folders, has
    imported `LIBRARIES`, which takes seconds, and stays open. Raises `ModelProcessDied` where the model does not load,
    and whatever `open_sandbox` raises.
    """

    def __init__(
        self,
        folder: Path,
        *,
        base_folder: Path | None = None,
        dtype: str = "float32",
        threads: int = 0,
        memory_mb: int = 0,
        isolation: str = "",
        device: str = "cpu",
        sandbox: Sandbox | None = None,
    ) -> None:
        folders = [Path(os.path.realpath(one)) for one in (folder, base_folder) if one is not None]
        weights_mb = sum(file.stat().st_size for one in folders for file in one.glob("*.safetensors")) // 2**20
        memory_mb = memory_mb or LIBRARIES_MB + WORKING_MB + WEIGHT_COPIES * weights_mb
        if device != "cpu":
            memory_mb = max(memory_mb, CUDA_MB)
        limits = Limits(check_s=SESSION_S, load_s=OPEN_S, memory_mb=memory_mb)
        self._is_ours = sandbox is None
        self._sandbox = sandbox or open_sandbox(LIBRARIES, isolation, tuple(str(one) for one in folders))
        self._session: Any = None
        try:
            self._session = self._sandbox.session("model", limits)
            load = {"op": "load", "source": SOURCE, "filename": "model.py", "function": "open_model"}
            self._answer(load | {"arity": 5, "keywords": []}, OPEN_S)
            places = [str(one) for one in folders] + [""] * (base_folder is None)
            said = self._call("open_model", [*places, dtype, threads, device], OPEN_S + weights_mb / LOADED_MB_S)
            try:
                self._info = _info(said, self._sandbox.isolation)
            except _Strange as strange:
                raise self._died("answer", str(strange)) from None
        except BaseException:
            self.close()
            raise

    def about(self) -> ModelInfo:
        """Return what the model is and where it runs."""
        return self._info

    def generate(
        self, prompts: list[str], stops: list[str], max_new_tokens: int, progress: Progress | None = None
    ) -> list[Completion]:
        """Return the greedy text of each prompt, up to a stop string, the end of text, or the number of tokens.

        The floats behind them depend on this list of prompts alone. A prompt that is too long loses its beginning.
        """
        if not prompts:
            return []
        self._call("start_generating", [prompts, stops, max_new_tokens], STEP_S)
        return self._collect(len(prompts), lambda said: _completion(said, max_new_tokens), progress)

    def logprobs(self, pairs: list[tuple[str, str]], progress: Progress | None = None) -> list[LogProb]:
        """Return how likely each continuation is after its context, which may be empty; lm-eval's rules for tokens."""
        if not pairs:
            return []
        self._call("start_scoring", [[list(pair) for pair in pairs]], STEP_S)
        return self._collect(len(pairs), _logprob, progress)

    def rolling(self, texts: list[str], progress: Progress | None = None) -> list[LogProb]:
        """Return how likely each whole text is, in windows where it is longer than the model takes."""
        if not texts:
            return []
        self._call("start_rolling", [texts], STEP_S)
        return self._collect(len(texts), _logprob, progress)

    def close(self) -> None:
        """End the session, and the sandbox unless it is somebody else's."""
        session, self._session = self._session, None
        try:
            if session is not None:
                session.end()
        finally:
            if self._is_ours:
                self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _collect(self, count: int, read: Callable[[list[Any]], Result], progress: Progress | None) -> list[Result]:
        """Let the process work until everything has been answered once."""
        found: dict[int, Result] = {}
        finished = False
        while not finished:
            said = self._call("advance", [REPORT_S], STEP_S)
            try:
                results, finished = _report(said, read)
            except _Strange as strange:
                raise self._died("answer", str(strange)) from None
            for number, result in results:
                if not 0 <= number < count or number in found:
                    raise self._died("answer", f"number {number} of {count}")
                found[number] = result
            if progress is not None:
                progress(len(found), count)
        if len(found) != count:
            raise self._died("answer", f"{len(found)} answers to {count} requests")
        return [found[number] for number in range(count)]

    def _call(self, function: str, arguments: list[Any], seconds: float) -> Any:
        request = {"op": "call", "function": function, "args": arguments, "kwargs": {}}
        return self._answer(request | {"keep": None, "arrays": False, "then": None}, seconds)

    def _answer(self, request: dict[str, Any], seconds: float) -> Any:
        if self._session is None:
            raise ModelProcessDied("closed")
        try:
            reply = self._session.exchange(request, seconds)
        except SessionEnded as ended:
            self._session = None
            raise ModelProcessDied(str(ended.reason), ended.detail) from None
        if "ok" in reply:
            return reply["ok"]
        said = reply["err"] if type(reply["err"]) is dict else {}
        raise self._died("error", f"{said.get('type')}: {said.get('message')}")

    def _died(self, reason: str, detail: str) -> ModelProcessDied:
        """End the session; return the error to raise."""
        session, self._session = self._session, None
        if session is not None:
            session.end()
        return ModelProcessDied(reason, detail)


class _Strange(Exception):
    """A reply that no honest process sends."""


def _expect(value: object, kind: type[Kind], what: str) -> Kind:
    if type(value) is not kind:
        raise _Strange(what)
    return value


def _report(said: object, read: Callable[[list[Any]], Result]) -> tuple[list[tuple[int, Result]], bool]:
    """Return what a report says: numbered results, and whether all has been done."""
    table = _expect(said, dict, "a report")
    results = []
    for one in _expect(table.get("results"), list, "results"):
        fields = _expect(one, list, "a result")
        if len(fields) != 4:
            raise _Strange("a result")
        results.append((_expect(fields[0], int, "a number"), read(fields[1:])))
    return results, _expect(table.get("finished"), bool, "finished")


def _completion(said: list[Any], most: int) -> Completion:
    text, tokens, ended = _expect(said[0], str, "a text"), _expect(said[1], int, "tokens"), said[2]
    if not 0 < tokens <= most or ended not in get_args(Ending):
        raise _Strange("an ending")
    return Completion(text, tokens, cast("Ending", ended))


def _logprob(said: list[Any]) -> LogProb:
    logprob, tokens = said[0], _expect(said[1], int, "tokens")
    if type(logprob) not in (int, float) or not math.isfinite(logprob) or logprob > 0 or tokens < 0:
        raise _Strange("a log-probability that is none: the weights give numbers that are not finite")
    return LogProb(float(logprob), tokens, _expect(said[2], bool, "is_greedy"))


def _info(said: object, isolation: str) -> ModelInfo:
    table = _expect(said, dict, "facts")
    counts = {n: _expect(table.get(n), int, n) for n in ("parameters", "vocabulary", "layers", "longest", "threads")}
    texts = {n: _expect(table.get(n), str, n)[:40] for n in ("device", "dtype")}
    versions = {str(k)[:40]: str(v)[:40] for k, v in _expect(table.get("versions"), dict, "versions").items()}
    own = _expect(table.get("own_forward"), bool, "own_forward")
    return ModelInfo(**counts, **texts, own_forward=own, versions=versions, isolation=isolation)  # type: ignore[arg-type]
