"""What lm-eval sees of a submitted model: an `LM` whose tokenizer and weights live in the sandbox.

lm-eval's own `hf` backend would parse a hostile tokenizer beside the gold answers. Here only texts cross. Requests are
cut into batches before anybody looks at what is known already, so a run that was killed and begun again asks the same
batches, and the model computes the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from . import chatml
from .journal import Journal, key
from .model_process import BATCH, ModelProcess, Progress
from .offline import LM, register_model

if TYPE_CHECKING:
    from lm_eval.api.instance import Instance

NAME = "smol-sandbox"
MAX_NEW_TOKENS = 256
"""Where a request names no number, as in lm-eval's `hf` backend."""
Question = tuple[str, str, tuple[str, ...], int]
"""Prompt or context, continuation, stop strings, new tokens: what a journal's key is made of."""
Answers = list[dict[str, Any]]


class NotGreedy(ValueError):
    """A task asks for sampling, which no two runs would answer alike."""


@register_model(NAME)
class SandboxedLM(LM):  # type: ignore[misc]
    """Asks the journal, then the model. `progress` hears how many requests of the call are answered, and of how many.

    Raises `ModelProcessDied`.
    """

    def __init__(
        self, process: ModelProcess, journal: Journal | None = None, progress: Progress = lambda _done, _total: None
    ) -> None:
        super().__init__()
        self._process = process
        self._journal = journal
        self._progress = progress

    @property
    def tokenizer_name(self) -> str:
        """The pinned template's hash: lm-eval keeps prompts by it."""
        return chatml.TEMPLATE_SHA256

    def chat_template(self, chat_template: bool | str = False) -> str | None:
        """Return the pinned template, whatever is asked for."""
        return chatml.TEMPLATE if chat_template else None

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        """Return a conversation in the pinned template."""
        return chatml.render(chat_history, add_generation_prompt)

    def generate_until(self, requests: Sequence[Instance], disable_tqdm: bool = False) -> list[str]:  # noqa: ARG002
        """Return the greedy text of each prompt, up to and without its stop strings."""

        def ask(batch: list[Question], hear: Progress) -> Answers:
            _, _, stops, most = batch[0]
            return [asdict(one) for one in self._process.generate([q[0] for q in batch], list(stops), most, hear)]

        questions = [_generation(*request.args) for request in requests]
        return [answer["text"] for answer in self._answers("generate", questions, ask)]

    def loglikelihood(
        self,
        requests: Sequence[Instance],
        disable_tqdm: bool = False,  # noqa: ARG002
    ) -> list[tuple[float, bool]]:
        """Return the natural log-probability of each continuation, and whether it is the greedy one."""

        def ask(batch: list[Question], hear: Progress) -> Answers:
            return [asdict(one) for one in self._process.logprobs([(q[0], q[1]) for q in batch], hear)]

        questions = [_pair(*request.args) for request in requests]
        answers = self._answers("logprob", questions, ask)
        return [(answer["logprob"], answer["is_greedy"]) for answer in answers]

    def loglikelihood_rolling(self, requests: Sequence[Instance], disable_tqdm: bool = False) -> list[float]:  # noqa: ARG002
        """Return the natural log-probability of each whole text, in windows where it is longer than the model takes."""

        def ask(batch: list[Question], hear: Progress) -> Answers:
            return [asdict(one) for one in self._process.rolling([q[0] for q in batch], hear)]

        questions = [_pair(request.args[0], "") for request in requests]
        return [answer["logprob"] for answer in self._answers("rolling", questions, ask)]

    def _answers(
        self, kind: str, questions: list[Question], ask: Callable[[list[Question], Progress], Answers]
    ) -> Answers:
        """Return the answers in the order of the questions; equal questions are asked once."""
        known: dict[Question, dict[str, Any]] = {}
        total = len(set(questions))
        for batch in planned(questions):
            keys = [key(kind, *question) for question in batch]
            answers = self._remembered(keys)
            if answers is None:
                done = len(known)
                answers = ask(batch, lambda more, _, done=done: self._progress(done + more, total))  # type: ignore[misc]
                if self._journal is not None:
                    self._journal.put(list(zip(keys, answers, strict=True)))
            known.update(zip(batch, answers, strict=True))
            self._progress(len(known), total)
        return [known[question] for question in questions]

    def _remembered(self, keys: list[str]) -> Answers | None:
        """Return the answers of a batch, where all of them are known."""
        found = [self._journal.get(one) for one in keys] if self._journal is not None else []
        known = [answer for answer in found if answer is not None]
        return known if len(known) == len(keys) else None


def planned(questions: Sequence[Question]) -> list[list[Question]]:
    """Return the questions in batches, those of the same stop strings and length together. A function of them alone.

    In the order of the alphabet: what begins alike meets in a batch, and is read once.
    """
    by_kind: dict[tuple[tuple[str, ...], int], list[Question]] = {}
    for question in dict.fromkeys(questions):
        by_kind.setdefault(question[2:], []).append(question)
    batches = []
    for alike in by_kind.values():
        ordered = sorted(alike)
        batches += [ordered[begin : begin + BATCH] for begin in range(0, len(ordered), BATCH)]
    return batches


def _pair(context: str, continuation: str) -> Question:
    return context, continuation, (), 0


def _generation(prompt: str, options: dict[str, Any]) -> Question:
    if options.get("do_sample") or options.get("temperature"):
        raise NotGreedy
    until = options.get("until") or []
    stops = (until,) if isinstance(until, str) else tuple(until)
    return prompt, "", stops, int(options.get("max_gen_toks", MAX_NEW_TOKENS))
