"""Rich objects that cannot travel, built from the plain data that the judge sends."""

from __future__ import annotations

import copy
import random
import sys
from collections.abc import Callable
from typing import Any


def prepare(kind: str, data: dict[str, Any]) -> Callable[[], Any]:
    """Return what gives the asset of the given kind to each call that names it.

    Kinds: `tokenizer` (a `PreTrainedTokenizerFast` from a tokenizer.json text, a chat template and the names of its
    special tokens), `model` (a `LlamaForCausalLM` from a config and safetensors bytes), `dataset` (a `datasets.Dataset`
    from rows), `lora` (a `LoraConfig` from its fields), `pretrained_tokenizer` and `pretrained_model` (from a folder),
    `random` (a `random.Random` from a seed), `function` (from Python source and its name there).
    A call may change a model, a generator or what a function remembers, so each call gets a new one; everything else is
    built once.
    """
    if kind in _ANEW:
        return lambda: _ANEW[kind](data)
    built = _BUILDERS[kind](data)
    return (lambda: copy.deepcopy(built)) if kind == "model" else lambda: built


def _model(data: dict[str, Any]) -> Any:
    from safetensors.torch import load
    from transformers import LlamaConfig, LlamaForCausalLM

    model: Any = LlamaForCausalLM(LlamaConfig(**data["config"]))
    model.load_state_dict(load(data["weights"]))
    return model.eval()


def _random(data: dict[str, Any]) -> Any:
    return random.Random(data["seed"])


def _function(data: dict[str, Any]) -> Any:
    names: dict[str, Any] = {}
    exec(compile(data["source"], data["name"], "exec", dont_inherit=True), names)
    return names[data["name"]]


def _dataset(data: dict[str, Any]) -> Any:
    from datasets import Dataset

    return Dataset.from_list(data["rows"])


def _lora(data: dict[str, Any]) -> Any:
    from peft import LoraConfig

    return LoraConfig(**data)


def _pretrained_tokenizer(data: dict[str, Any]) -> Any:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(data["folder"])
    tokenizer.chat_template = data["chat_template"]
    return tokenizer


def _pretrained_model(data: dict[str, Any]) -> Any:
    from transformers import AutoModelForCausalLM

    model: Any = AutoModelForCausalLM.from_pretrained(data["folder"])
    return model.eval()


def _tokenizer(data: dict[str, Any]) -> Any:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=Tokenizer.from_str(data["tokenizer_json"]),
        clean_up_tokenization_spaces=False,
        model_max_length=data["model_max_length"],
        **data["special_tokens"],
    )
    tokenizer.chat_template = data["chat_template"]
    tokenizer.apply_chat_template([{"role": "user", "content": ""}], tokenize=False)  # compiles the template
    return tokenizer


def rehearse() -> None:
    """Build and use a tokenizer once, in the zygote: forks share what libraries import and compile at first use."""
    from tokenizers import Tokenizer, models

    _tokenizer(
        {
            "tokenizer_json": Tokenizer(models.BPE()).to_str(),
            "chat_template": "{%- for message in messages %}{{- message['content'] + '\\n' }}{%- endfor %}",
            "model_max_length": 1,
            "special_tokens": {"eos_token": "<end>"},
        }
    )


def settle_torch() -> None:
    """In the zygote: one thread, because threads do not survive a fork; a look at the processor; a model's first run.

    torch reads /proc/cpuinfo when half precision is first used; sessions have none.
    """
    import torch

    torch.set_num_threads(1)
    for dtype in (torch.float16, torch.bfloat16):
        numbers = torch.ones(2, 2, dtype=dtype)
        (numbers @ numbers).exp().sum()
    if "transformers" in sys.modules:
        _run_a_model()


def _run_a_model() -> None:
    """Build a model of few weights, ask it and differentiate: forks share what that imports and allocates."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(vocab_size=8, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1)
    model: Any = LlamaForCausalLM(config)
    model = copy.deepcopy(model.eval())
    ids = torch.tensor([[1, 2, 3], [1, 2, 0]])
    model(input_ids=ids, attention_mask=(ids > 0).long(), labels=ids).loss.backward()
    with torch.no_grad():
        model(ids)


_ANEW: dict[str, Callable[[dict[str, Any]], Any]] = {"random": _random, "function": _function}
_BUILDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "model": _model,
    "tokenizer": _tokenizer,
    "dataset": _dataset,
    "lora": _lora,
    "pretrained_tokenizer": _pretrained_tokenizer,
    "pretrained_model": _pretrained_model,
}
