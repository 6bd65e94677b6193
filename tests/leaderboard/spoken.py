"""Models whose every word a test decides, behind lm-eval's interface: for the tasks, not for the engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lm_eval import evaluator
from lm_eval.api.model import LM

from smol_leaderboard.evaluate.samples import Sample, read_off
from smol_leaderboard.tasks.benchmark import Reply, Row
from smol_leaderboard.tasks.borrowed import BORROWED, borrowed_rows, borrowed_task
from smol_leaderboard.tasks.catalogue import OWN
from smol_leaderboard.tasks.data import Source
from smol_leaderboard.tasks.harness import ChatTask


def chatml(messages: Sequence[dict[str, str]], add_generation_prompt: bool = True) -> str:
    """Return messages as ChatML."""
    told = "".join(f"<|im_start|>{one['role']}\n{one['content']}<|im_end|>\n" for one in messages)
    return told + ("<|im_start|>assistant\n" if add_generation_prompt else "")


class Spoken(LM):
    """Says what it is told to."""

    tokenizer_name = "spoken"

    def __init__(self, say: Callable[[str], Reply], logprob: Callable[[str, str], float]) -> None:
        super().__init__()
        self._say = say
        self._logprob = logprob
        self.said: dict[str, Reply] = {}

    def apply_chat_template(self, chat_history: list[dict[str, str]], add_generation_prompt: bool = True) -> str:
        return chatml(chat_history, add_generation_prompt)

    def generate_until(self, requests: list[Any]) -> list[str]:
        for request in requests:
            self.said[request.args[0]] = self._say(request.args[0])
        return [self.said[request.args[0]].text for request in requests]

    def loglikelihood(self, requests: list[Any]) -> list[tuple[float, bool]]:
        return [(self._logprob(*request.args), False) for request in requests]

    def loglikelihood_rolling(self, requests: list[Any]) -> list[float]:
        raise NotImplementedError


def measured(
    task: str,
    rows: Sequence[Row] = (),
    say: Callable[[str], Reply] = lambda _: Reply("", "", 0),
    *,
    logprob: Callable[[str, str], float] = lambda _a, _b: 0.0,
    source: Source | None = None,
) -> list[Sample]:
    """Return a task's samples of a model that says this, through lm-eval's own evaluator."""
    model = Spoken(say, logprob)
    documents = OWN[task].documents(rows) if task in OWN else []
    made: Any
    if task in OWN:
        made = ChatTask(OWN[task], documents, lambda prompt: model.said[prompt])
    else:
        made = borrowed_task(task, borrowed_rows(task, source or Source()))
    found = evaluator.evaluate(
        model,
        {"tasks": {task: made}, "groups": {}, "group_map": {}},
        bootstrap_iters=0,
        apply_chat_template=task in OWN or BORROWED[task].chat,
        fewshot_as_multiturn=True,
    )
    return read_off(task, found["samples"][task], documents, lambda prompt, _stops, _most: model.said[prompt])
