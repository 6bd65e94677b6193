"""Merge a LoRA adapter into its base: W + scale B A (Hu et al. 2021, section 4.1), read from the files themselves.

`scale` is alpha / r, or alpha / sqrt(r) with `use_rslora` (Kalajdzievski 2023). What is not that, such as DoRA, or an
initialisation that changes the base, is refused: half an adapter is not the learner's model.
"""

from __future__ import annotations

import json
import math
import os
import re
from typing import Any

WEIGHTS = "adapter_model.safetensors"
OUTER = "base_model.model."
REFUSED = (
    "use_dora",
    "fan_in_fan_out",
    "lora_bias",
    "layer_replication",
    "trainable_token_indices",
    "alora_invocation_tokens",
)
"""Fields of the configuration that change what the two matrices mean."""
HONEST_STARTS = (True, False, None, "gaussian", "orthogonal", "eva")
"""`init_lora_weights` that leave the base as it is."""


class Unmergeable(Exception):
    """An adapter that is not a plain LoRA; the text says why."""


def merge(model: Any, folder: str) -> None:
    """Add the adapter in `folder` to the weights of a float32 model. Raises `Unmergeable`."""
    import torch
    from safetensors.torch import load_file

    with open(os.path.join(folder, "adapter_config.json"), encoding="utf-8") as file:
        config = json.load(file)
    _expect_plain(config)
    tensors = {name.removeprefix(OUTER): tensor for name, tensor in load_file(os.path.join(folder, WEIGHTS)).items()}
    parameters = dict(model.named_parameters(remove_duplicate=False))
    with torch.no_grad():
        for name in sorted(tensors):
            if name.endswith(".lora_A.weight"):
                module = name.removesuffix(".lora_A.weight")
                first, second = tensors[name], tensors.get(f"{module}.lora_B.weight")
                weight = parameters.get(f"{module}.weight")
                if second is None or weight is None:
                    raise Unmergeable(f"{name} has no counterpart")
                rank, alpha = _of(config, "r", module), _of(config, "lora_alpha", module)
                if first.shape[0] != rank or (second.shape[0], first.shape[1]) != tuple(weight.shape):
                    raise Unmergeable(f"{module}: the shapes of A, B and the base do not agree")
                scale = alpha / (math.sqrt(rank) if config.get("use_rslora") else rank)
                weight += scale * (second.float() @ first.float())
            elif not name.endswith(".lora_B.weight"):  # saved whole: `modules_to_save`
                _replace(parameters, name, tensors[name])


def _expect_plain(config: dict[str, Any]) -> None:
    if config.get("peft_type") != "LORA":
        raise Unmergeable(f"peft_type {str(config.get('peft_type'))[:40]}")
    for field in REFUSED:
        if config.get(field):
            raise Unmergeable(f"{field} is set")
    if config.get("init_lora_weights") not in HONEST_STARTS:
        raise Unmergeable("init_lora_weights changes the base")


def _replace(parameters: dict[str, Any], name: str, tensor: Any) -> None:
    target = parameters.get(name)
    if target is None or target.shape != tensor.shape:
        raise Unmergeable(f"{name[:200]} is not in the base model, or has another shape")
    target.copy_(tensor)


def _of(config: dict[str, Any], field: str, module: str) -> float:
    """Return a module's rank or alpha: the first pattern that its name ends with, or the adapter's (as in peft)."""
    patterns = config.get({"r": "rank_pattern", "lora_alpha": "alpha_pattern"}[field]) or {}
    for pattern, value in patterns.items():
        if re.match(rf"(.*\.)?({pattern})$", module):
            return _positive(value, field)
    return _positive(config.get(field), field)


def _positive(value: Any, field: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        raise Unmergeable(f"{field} is not a positive number")
    return float(value)
