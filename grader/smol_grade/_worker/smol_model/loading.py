"""From a folder to a tokenizer and a model that generates: one for every form that weights come in.

Whole models (one file or shards, tied or not, float32, float16, bfloat16) are read by transformers from safetensors
alone; an adapter is merged into the base that the course names, whatever base its own configuration names. The network
is never asked, no code of the folder runs, and the submitted `generation_config.json` has one say only: which tokens
end a text. What is generated is always the plain greedy text.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from . import lora

ADAPTER = "adapter_config.json"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")
LONGEST = 8192
"""Positions that are used of a model, however many it claims: a cache is sized by them."""


class Unloadable(Exception):
    """A folder that holds no model that can be measured; the text says why."""


@dataclass(frozen=True)
class Loaded:
    """A model, ready to be asked."""

    tokenizer: Any
    model: Any
    """A transformers model in evaluation mode."""
    ends: frozenset[int]
    """Tokens that end a text."""
    longest: int
    """Tokens of a prompt and its continuation together, at most."""


def load(folder: str, base_folder: str, dtype: str, device: str) -> Loaded:
    """Load what a folder holds, in `dtype` (`float32` or `bfloat16`) on `device`; `base_folder` for an adapter.

    Raises `Unloadable`, and whatever the libraries raise at what they cannot read.
    """
    import torch

    adapter = os.path.exists(os.path.join(folder, ADAPTER))
    if adapter != bool(base_folder):
        raise Unloadable("an adapter needs a base model" if adapter else "there is no adapter for the base model")
    model = _whole_model(base_folder or folder, torch.float32 if adapter else getattr(torch, dtype))
    if adapter:
        lora.merge(model, folder)
    model = model.to(device, getattr(torch, dtype)).eval().requires_grad_(False)
    tokenizer = _tokenizer(folder, base_folder)
    longest = min(_positions(model.config, tokenizer), LONGEST)
    return Loaded(tokenizer, model, _ends(model, tokenizer), longest)


def _whole_model(folder: str, dtype: Any) -> Any:
    from transformers import AutoConfig, AutoModelForCausalLM

    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    if getattr(config, "quantization_config", None) is not None:  # left behind by a dequantised checkpoint
        del config.quantization_config
    read: Any = AutoModelForCausalLM.from_pretrained(
        folder,
        config=config,
        dtype=dtype,
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
        attn_implementation="sdpa",
        output_loading_info=True,
    )
    model, found = read
    for what in ("missing_keys", "mismatched_keys", "error_msgs"):
        if found.get(what):  # transformers would fill them with random numbers
            raise Unloadable(f"{what}: {', '.join(sorted(map(str, found[what])))[:300]}")
    return model


def _tokenizer(folder: str, base_folder: str) -> Any:
    from transformers import AutoTokenizer

    own = any(os.path.exists(os.path.join(folder, name)) for name in TOKENIZER_FILES)
    place = folder if own or not base_folder else base_folder
    return AutoTokenizer.from_pretrained(place, local_files_only=True, trust_remote_code=False)


def _positions(config: Any, tokenizer: Any) -> int:
    """Return how many tokens a model takes, as lm-eval's `hf` backend finds it."""
    for name in ("n_positions", "max_position_embeddings", "n_ctx"):
        if isinstance(found := getattr(config, name, None), int):
            return found
    claimed = tokenizer.model_max_length
    return claimed if isinstance(claimed, int) and claimed < 10**9 else 2048


def _ends(model: Any, tokenizer: Any) -> frozenset[int]:
    found: set[int] = set()
    for place in (model.generation_config, model.config, tokenizer):
        said = getattr(place, "eos_token_id", None)
        found.update([said] if isinstance(said, int) else said or [])
    return frozenset(found)
