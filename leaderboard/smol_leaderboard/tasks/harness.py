"""Our benchmarks as lm-eval's tasks: it builds the requests, applies the filters and adds up; we say what is asked.

One class for all of ours: the conversation of a sample goes to the model's `apply_chat_template`, which is the pinned
one. The gold answer stays in `doc`, which no model's process gets.
"""

from __future__ import annotations

import functools
import logging
import math
from collections.abc import Callable, Sequence
from typing import Any

from lm_eval.api import task as lm_eval_task
from lm_eval.api.instance import Instance
from lm_eval.api.task import ConfigurableTask

from . import format as answer_format
from . import gsm8k, loss
from .benchmark import Benchmark, Document, Message, Reply, Row

logging.getLogger("lm_eval").setLevel(logging.ERROR)
lm_eval_task.tqdm = functools.partial(lm_eval_task.tqdm, disable=True)  # we show our own progress

Heard = Callable[[str], Reply]
"""How the model's answer to a prompt ended: the text alone, which lm-eval passes on, does not say."""
NOTHING = Reply("", "", 0)


class ChatTask(ConfigurableTask):  # type: ignore[misc]
    """One of our benchmarks over some documents."""

    def __init__(self, benchmark: Benchmark, documents: Sequence[Document], heard: Heard) -> None:
        self.benchmark = benchmark
        self.documents = documents
        self.heard = heard
        super().__init__(config=_config(benchmark, documents))

    def fewshot_context(
        self, doc: Row, _count: int = 0, *, chat_template: Callable[..., str] | None = None, **_: object
    ) -> str:
        """Return the prompt: our examples and the document's messages, rendered."""
        assert chat_template is not None
        return rendered([*self.benchmark.shots, *self.documents[doc["number"]].messages], chat_template)

    def construct_requests(self, doc: Row, ctx: str, **named: Any) -> Any:
        """Return what is asked of the model; a conversation asks once for each turn of the assistant."""
        template = named.get("chat_template")
        if self.benchmark.max_new_tokens:
            return super().construct_requests(doc, ctx, **named)
        turns = loss.measured(self.documents[doc["number"]].messages)
        return [
            Instance(
                request_type="loglikelihood",
                doc=doc,
                arguments=(rendered(before, template), said + loss.END),
                idx=index,
                metadata=named["metadata"],
            )
            for index, (before, said) in enumerate(turns)
        ]

    def process_results(self, doc: Row, results: list[Any]) -> dict[str, Any]:
        """Return a sample's numbers by metric."""
        document = self.documents[doc["number"]]
        if self.benchmark.metric == "bits_per_byte":
            texts = [said for _, said in loss.measured(document.messages)]
            scored = loss.score(texts, [logprob for logprob, _ in results])
            return {"bits_per_byte": (-scored.total * math.log(2), scored.weight)}
        if self.benchmark.metric == "accuracy":
            reply = self.heard(self._prompt(doc))
            scored = answer_format.score(document.check, reply._replace(text=str(results[0])))
            return {"acc": scored.total, **scored.extra}
        named: dict[str, Any] = super().process_results(doc, results)
        return named

    def _prompt(self, doc: Row) -> str:
        made = next(one for one in self.instances if one.doc_id == doc["number"])
        return str(made.args[0])


def rendered(messages: Sequence[Message], template: Callable[..., str] | None) -> str:
    """Return messages as a prompt for the assistant's next turn."""
    assert template is not None
    spoken = list(messages)
    if spoken and spoken[-1]["role"] == "assistant":  # lm-eval asks for the whole conversation, too, to log it
        spoken.pop()
    return template(spoken, add_generation_prompt=True)


def _config(benchmark: Benchmark, documents: Sequence[Document]) -> dict[str, Any]:
    rows = [
        {"number": number, "question": one.messages[-1]["content"] if one.gold else "-", "answer": one.gold or "-"}
        for number, one in enumerate(documents)
    ]

    def dataset(**_: object) -> Any:
        from datasets import Dataset, DatasetDict

        return DatasetDict({"test": Dataset.from_list(rows)})

    config: dict[str, Any] = {
        "task": benchmark.name,
        "custom_dataset": dataset,
        "test_split": "test",
        "doc_to_text": "{{question}}",
        "doc_to_target": "{{answer}}",
        "num_fewshot": len(benchmark.shots) // 2,
        "fewshot_config": {"sampler": "first_n", "samples": [{"number": 0, "question": "-", "answer": "-"}]},
        "metadata": {"version": float(benchmark.version)},
        "repeats": 1,
    }
    if not benchmark.max_new_tokens:
        return config | {
            "output_type": "loglikelihood",
            "metric_list": [_metric("bits_per_byte", "bits_per_byte", False)],
        }
    kwargs = {
        "until": list(benchmark.stops),
        "max_gen_toks": benchmark.max_new_tokens,
        "do_sample": False,
        "temperature": 0.0,
    }
    config |= {"output_type": "generate_until", "generation_kwargs": kwargs}
    if benchmark.metric == "accuracy":
        return config | {"metric_list": [_metric("acc", "mean", True)]}
    number = {"ignore_case": True, "ignore_punctuation": False, "regexes_to_ignore": list(gsm8k.IGNORED)}
    return config | {
        "metric_list": [_metric("exact_match", "mean", True) | number],
        "filter_list": [
            {"name": "strict-match", "filter": [_regex(gsm8k.STRICT, 0), {"function": "take_first"}]},
            {"name": "flexible-extract", "filter": [_regex(gsm8k.FLEXIBLE, -1), {"function": "take_first"}]},
        ],
    }


def _metric(name: str, aggregation: str, higher_is_better: bool) -> dict[str, Any]:
    return {"metric": name, "aggregation": aggregation, "higher_is_better": higher_is_better}


def _regex(pattern: str, group: int) -> dict[str, Any]:
    return {"function": "regex", "regex_pattern": pattern, "group_select": group}
