"""Rich objects that cannot travel, built from the plain data that the judge sends."""

from __future__ import annotations

from typing import Any


def build(kind: str, data: dict[str, Any]) -> Any:
    """Build the asset of the given kind.

    Kinds: `tokenizer` (a `PreTrainedTokenizerFast` from a tokenizer.json text, a chat template and the names
    of its special tokens).
    """
    if kind == "tokenizer":
        return _tokenizer(data)
    raise ValueError(f"unknown kind of asset: {kind}")


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

    build(
        "tokenizer",
        {
            "tokenizer_json": Tokenizer(models.BPE()).to_str(),
            "chat_template": "{%- for message in messages %}{{- message['content'] + '\\n' }}{%- endfor %}",
            "model_max_length": 1,
            "special_tokens": {"eos_token": "<end>"},
        },
    )
