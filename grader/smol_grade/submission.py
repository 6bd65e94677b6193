"""The trusted stand-in for the learner's file: `submission.call("name", …)` runs the function in a worker."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .arrays import BadArray, from_wire, to_wire
from .course import Exercise
from .endings import CheckEnded, SubmissionError, broken_reply, explain_end, read_error
from .learner_file import LearnerFile
from .records import Outcome, Reason, Sentence
from .replies import is_looked_up, is_rendering, is_told
from .sandbox import Session, SessionEnded

__all__ = ["Asset", "Call", "CheckEnded", "Submission", "SubmissionError"]

SHRINK_S = 1.5
"""Seconds that the search for a smaller counterexample may take once one is known."""
KEPT_CALLS = 64
"""Calls of a check that detectors may look at, counted from its start."""


@dataclass(frozen=True)
class Asset:
    """A rich object that cannot travel: its data does, once a session, and the worker builds the object."""

    name: str
    kind: str
    data: dict[str, Any] = field(repr=False)

    @cached_property
    def key(self) -> str:
        """Name and content: two runs draw different data under one name."""
        digest = hashlib.sha256(repr(self.data).encode("utf-8", "surrogatepass"))
        return f"{self.name}-{digest.hexdigest()[:16]}"


@dataclass
class Call:
    """One call and what came back."""

    function: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any = None
    error: SubmissionError | None = None
    rendered: list[dict[str, Any]] = field(default_factory=list)
    """What the template that came back made of conversations, where the check had it rendered."""


class Submission:
    """One check's view of a learner's file. Made by the `submission` fixture.

    `open_session` is called when the first call needs a worker, `open_untouched` when one is needed that has never run
    the learner's file. A `CheckEnded` given as `ended` is what every call raises.
    """

    def __init__(
        self,
        open_session: Callable[[], Session],
        exercise: Exercise,
        file: LearnerFile,
        ended: CheckEnded | None = None,
        *,
        open_untouched: Callable[[], Session] | None = None,
    ) -> None:
        self._open_session = open_session
        self._open_untouched = open_untouched or open_session
        self._session: Session | None = None
        self._ended = ended
        self._exercise = exercise
        self._file = file
        self._sent: set[str] = set()
        self._over_at = 0.0
        self._shrink_until = 0.0
        self._printed = ""
        self.calls: list[Call] = []
        """The first calls of the check, and always the last one."""

    @property
    def data(self) -> dict[str, str]:
        """Texts of the learner's data files that are there, by name."""
        return self._file.data

    def close(self) -> None:
        """End the session, if there is one."""
        if self._session is not None:
            self._session.end()

    def let_go(self) -> None:
        """End the session, so that another one can begin; a later call starts a new one."""
        self._printed = self.printed
        self.close()
        self._session = None
        self._sent = set()

    def kill(self) -> None:
        """End the worker from another thread; one that has not begun will not."""
        message = Sentence(key="problem.channel_closed")
        self._ended = self._ended or CheckEnded(Outcome.NOT_RUN, Reason.NOT_REPORTED, message)
        if self._session is not None:
            self._session.kill()

    def _begin(self) -> Session:
        """Return the session; at first, start it, run the learner's file in it and find the function."""
        if self._ended is not None:
            raise self._ended
        if self._session is None:
            self._session = self._open_session()
            if self._ended is not None:  # meanwhile
                raise self._ended
            try:
                self._load(self._session)
            except CheckEnded as why:
                self._ended = why
                raise
        return self._session

    def _load(self, session: Session) -> None:
        limits, name = self._exercise.limits, self._exercise.name
        arity, keywords = len(self._exercise.parameters), list(self._exercise.keywords)
        filename = self._file.path.rsplit("/", 1)[-1]
        request = {"op": "load", "source": self._file.source, "filename": filename, "function": name}
        found = self._ask(session, request | {"arity": arity, "keywords": keywords}, limits.load_s, load=True)
        if not is_looked_up(found):
            raise broken_reply()
        if not found["found"]:
            close = [name for name in found["close"] if isinstance(name, str)]
            key = "problem.missing_function_close" if close else "problem.missing_function"
            fields: dict[str, str | int] = {"function": name, "close": ", ".join(close)[:100]}
            raise CheckEnded(Outcome.ERRORED, Reason.ERROR, Sentence(key=key, fields=fields), load=True)
        if not found["binds"]:
            names = [*self._exercise.parameters, *(f"{keyword}=" for keyword in keywords)]
            fields = {"function": name, "parameters": ", ".join(names)}
            fields |= {"signature": found["signature"][:200], "count": len(names)}
            message = Sentence(key="problem.wrong_signature", fields=fields)
            raise CheckEnded(Outcome.ERRORED, Reason.ERROR, message, load=True)
        self._over_at = time.monotonic() + limits.check_s

    def call(
        self,
        function: str,
        *args: Any,
        keep: tuple[str, ...] | None = None,
        arrays: bool = False,
        then: str = "",
        fields: tuple[str, ...] = (),
        using: tuple[Asset, ...] = (),
        of: tuple[int, ...] = (0,),
        **kwargs: Any,
    ) -> Any:
        """Call a function of the learner's with plain data, NumPy arrays and assets; return its result as plain data.

        NumPy arrays arrive as torch tensors. `keep` names the keys of a dict that matter: others may hold anything, and
        arrive only if small and plain. With `arrays`, tensors in the result are data, as `Array`. `then` names what the
        worker does with a result that cannot travel: `train` a trainer (or, with a config, a trainer for the model,
        tokenizer and data set in `using`), tell a `config`'s `fields`. With `gradients` it is
        `{value, gradients, attached}`: of a tensor, or of the first of several, with respect to the arguments at the
        places `of`, and whether each tensor is attached to a graph. With `arguments` it is `{value, arguments}`: these
        as they are after the call, None for an asset.

        Raises `SubmissionError` when it raises or returns an object that is not data, `CheckEnded` when the check
        cannot go on.
        """
        session = self._begin()
        limits = self._exercise.limits
        now = time.monotonic()
        if self._shrink_until and now > self._shrink_until:
            raise CheckEnded(Outcome.FAILED, Reason.WRONG, Sentence(key="problem.shrinking_stopped"))
        if now >= self._over_at:
            message = Sentence(key="problem.check_too_slow", fields={"seconds": f"{limits.check_s:g}"})
            raise CheckEnded(Outcome.TIMED_OUT, Reason.TIMEOUT, message)
        self._send_assets(session, (*args, *kwargs.values(), *using))
        call = Call(function, args, kwargs)
        if len(self.calls) >= KEPT_CALLS:
            self.calls.pop()
        self.calls.append(call)
        request = {
            "op": "call",
            "function": function,
            "args": _each_on_the_wire(args),
            "kwargs": {name: _on_the_wire(value) for name, value in kwargs.items()},
            "keep": keep and list(keep),
            "arrays": arrays or then == "gradients",
            "then": {"name": then, "fields": list(fields), "using": _each_on_the_wire(using), "of": list(of)}
            if then
            else None,
        }
        try:
            call.result = self._ask(session, request, limits.call_s)
            if request["arrays"]:
                call.result = from_wire(call.result)
        except SubmissionError as error:
            call.error = error
            raise
        except BadArray:
            raise broken_reply() from None
        if then and not is_told(then, fields, of, len(args), call.result):
            raise broken_reply()
        return call.result

    def files(self, folder: str) -> list[str]:
        """Return the paths of the files that learner code has written below a folder of its scratch folder, sorted."""
        return [] if self._session is None else self._session.files(folder)

    def render(
        self,
        template: str,
        tokenizer: Asset,
        conversations: list[list[dict[str, str]]],
        *,
        add_generation_prompt: bool | list[bool] = False,
        tokens: bool = True,
    ) -> list[dict[str, Any]]:
        """Render conversations with a learner's chat template, in a fresh worker that never runs the learner's file.

        `add_generation_prompt` is for all, or a list of one for each. Returns, for each,
        `{messages, add_generation_prompt}` and either `{text, ids, mask, runs}`, without `tokens` the text alone, or,
        where the template raised, `{error, line}`; `smol_worker.templates` tells what they are. Detectors find it
        beside the last call. Raises `CheckEnded` when the template does not come to an end.
        """
        self.close()
        prompts = add_generation_prompt
        prompts = prompts if isinstance(prompts, list) else [prompts] * len(conversations)
        asked = [
            {"messages": messages, "add_generation_prompt": prompt}
            for messages, prompt in zip(conversations, prompts, strict=True)
        ]
        self._session = session = self._open_untouched()  # so that it can be killed
        self._sent = set()
        try:
            self._send_assets(session, (tokenizer,))
            request = {"op": "render", "tokenizer": tokenizer.key, "template": template, "conversations": asked}
            answers = self._ask(session, request | {"tokens": tokens}, self._exercise.limits.call_s)
        finally:
            session.end()
            self._session, self._sent = None, set()
        if (
            type(answers) is not list
            or len(answers) != len(asked)
            or not all(is_rendering(answer, tokens=tokens) for answer in answers)
        ):
            raise broken_reply()
        rendered = [about | answer for about, answer in zip(asked, answers, strict=True)]
        self.judge(rendered)
        return rendered

    def judge(self, rendered: list[dict[str, Any]]) -> None:
        """Say which renderings of the last call's template a check judges: detectors look at these."""
        if self.calls:
            self.calls[-1] = replace(self.calls[-1], rendered=rendered)

    def failure_seen(self) -> None:
        """Note that a counterexample is known: from now on only a short search for a smaller one is worth the time."""
        self._shrink_until = self._shrink_until or time.monotonic() + SHRINK_S

    @property
    def printed(self) -> str:
        """The end of what the learner's code printed in this check."""
        return self._printed if self._session is None else self._session.printed

    def adopt(self, calls: list[Call], printed: str) -> None:
        """Take over what another submission of the same file was asked: the check judges its answers."""
        self.calls = list(calls)
        self._printed = printed

    def _send_assets(self, session: Session, values: tuple[Any, ...]) -> None:
        for value in values:
            if isinstance(value, Asset) and value.key not in self._sent and not session.has(value.key):
                request = {"op": "asset", "name": value.key, "kind": value.kind, "data": value.data}
                try:
                    self._ask(session, request, self._exercise.limits.load_s)
                except SubmissionError as error:  # the learner's file broke the libraries that build it
                    fields: dict[str, str | int] = {"name": value.name, "error": f"{error.type}: {error.message}"[:300]}
                    message = Sentence(key="problem.asset", fields=fields)
                    raise CheckEnded(Outcome.ERRORED, Reason.ERROR, message) from None
                self._sent.add(value.key)
                session.share({"name": value.key, "kind": value.kind, "data": value.data})

    def _ask(self, session: Session, request: dict[str, Any], seconds: float, *, load: bool = False) -> Any:
        try:
            reply = session.exchange(request, seconds)
        except SessionEnded as ended:
            raise explain_end(ended, self._exercise.limits, seconds, load=load) from None
        if "ok" in reply:
            return reply["ok"]
        error = read_error(reply["err"])
        if error.type == "NotImplementedError" and error.message.startswith("TODO"):
            message = Sentence(key="problem.not_started", fields={"todo": error.message[:200]})
            raise CheckEnded(Outcome.NOT_RUN, Reason.NOT_STARTED, message, error.line, load=load)
        if error.type == "MemoryError" or "can't allocate memory" in error.message:  # torch says it in its own way
            message = Sentence(key="problem.memory", fields={"megabytes": self._exercise.limits.memory_mb})
            raise CheckEnded(Outcome.ERRORED, Reason.MEMORY, message, error.line, load=load)
        if load:
            syntax = error.type in ("SyntaxError", "IndentationError", "TabError")
            key = "problem.syntax_error" if syntax else "problem.import_error"
            fields: dict[str, str | int] = {"type": error.type, "message": error.message, "line": error.line}
            raise CheckEnded(Outcome.ERRORED, Reason.ERROR, Sentence(key=key, fields=fields), error.line, load=True)
        raise error


def _on_the_wire(value: Any) -> Any:
    if isinstance(value, Asset):
        return {"$asset": value.key}
    return value if type(value) in (str, dict, int, float, bool, type(None)) else to_wire(value)


def _each_on_the_wire(values: tuple[Any, ...]) -> list[Any]:
    return [_on_the_wire(value) for value in values]
