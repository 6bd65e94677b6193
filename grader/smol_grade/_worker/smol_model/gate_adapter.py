"""A LoRA adapter: adapter_config.json names a permitted base and nothing but LoRA, and the tensors fit that base.

The evaluation merges A, B and alpha into the base itself, so every other thing that peft can do is refused rather than
ignored: the model would not be the learner's. Keys of this file have made peft import modules by name.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

from .gate_config import CODE
from .gate_json import Finding, Found, finding, read_object

FILE = "adapter_config.json"
TEXTS = {"peft_version", "revision"}
"""Keys with a text that means nothing here."""
EXACTLY: dict[str, tuple[Any, ...]] = {
    "peft_type": ("LORA",),
    "task_type": ("CAUSAL_LM", None),
    "bias": ("none",),
    "init_lora_weights": (True, False, None, "gaussian", "orthogonal"),
    "megatron_core": ("megatron.core", None),
    "fan_in_fan_out": (False, None),
    "inference_mode": (True, False),
    "use_rslora": (True, False, None),
}
"""Keys and the values that they may have."""
MODULES = {
    **dict.fromkeys(("q_proj", "k_proj", "v_proj", "o_proj"), "self_attn"),
    **dict.fromkeys(("gate_proj", "up_proj", "down_proj"), "mlp"),
}
TENSOR = re.compile(
    r"base_model\.model\.model\.layers\.(\d{1,3})\.(self_attn|mlp)\.([a-z]{1,4}_proj)\.lora_(A|B)\.weight", re.ASCII
)
AUTO_MAPPING = tuple(
    {"base_model_class": name, "parent_library": f"transformers.models.{kind}.modeling_{kind}"}
    for kind, name in (("llama", "LlamaForCausalLM"), ("smollm3", "SmolLM3ForCausalLM"))
)
"""What peft writes where no `task_type` was named, as with a bare `LoraConfig()`; here it means nothing."""
IGNORED = {"lora_dropout", "qalora_group_size", "layers_to_transform", "layers_pattern", "base_model_name_or_path"}
SPECIAL = {"r", "lora_alpha", "target_modules", *IGNORED}


def examine(
    folder: str, base_config: str, limits: dict[str, int], bases: dict[str, Any], tensors: dict[str, list[Any]]
) -> dict[str, Any]:
    """Return `findings`, `base`, the id of the permitted base, and `rows`, how many tokens its embeddings have (or 0).

    `bases` are the permitted ones with the sizes of those that are known, as in config.json; `base_config`, when not
    empty, is the text of the base's own, which then decides. `tensors` is name -> [dtype, shape, file].
    """
    if FILE not in os.listdir(folder):
        return {"findings": [finding("adapter_no_config")], "base": ""}
    try:
        config = read_object(folder, FILE, limits["json_bytes"])
        base = _base(config.get("base_model_name_or_path"), bases)
        _check_keys(config)
        rank = _number(config, "r", limits["lora_rank"])
        _number(config, "lora_alpha", limits["lora_alpha"])
        modules = _modules(config.get("target_modules"))
        sizes = json.loads(base_config) if base_config else bases[base]
    except Found as found:
        return {"findings": [found.finding], "base": ""}
    findings = _tensors(tensors, rank, modules, config.get("layers_to_transform"), sizes) if tensors else []
    rows = sizes.get("vocab_size", 0)
    return {"findings": findings, "base": base, "rows": rows if type(rows) is int else 0}


def _base(named: object, bases: dict[str, Any]) -> str:
    if named is None or named == "":
        raise Found("adapter_no_base")
    if type(named) is not str or not re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*|[\w-][\w.-]*", named, re.ASCII):
        raise Found("adapter_local_base", found=named)
    if named not in bases:
        raise Found("adapter_base_not_permitted", found=named)
    return named


def _check_keys(config: dict[str, Any]) -> None:
    """Raise `Found` for a key that asks for anything but plain LoRA, known today or not."""
    for key, value in config.items():
        if key in SPECIAL or (key in TEXTS and (value is None or type(value) is str)):
            continue
        if key == "auto_mapping" and value in AUTO_MAPPING:
            continue
        if key in EXACTLY:
            if type(value) in (str, bool, type(None)) and value in EXACTLY[key]:
                continue
            raise Found("adapter_kind", setting=key, found=value)
        if value in (None, False, [], {}, "") and type(value) is not int:
            continue
        raise (
            Found("remote_code", file=FILE, setting=key)
            if CODE.search(key)
            else Found("adapter_key_not_allowed", setting=key)
        )
    if "peft_type" not in config:
        raise Found("adapter_kind", setting="peft_type", found=None)
    layers = config.get("layers_to_transform")
    if layers is not None and not (type(layers) is list and all(type(number) is int for number in layers)):
        raise Found("adapter_kind", setting="layers_to_transform", found=layers)


def _number(config: dict[str, Any], key: str, most: int) -> int:
    value: Any = config.get(key)
    if type(value) not in (int, float) or not 0 < value <= most or (key == "r" and type(value) is not int):
        raise Found("adapter_out_of_bounds", setting=key, found=value, most=most)
    return int(value)


def _modules(named: object) -> set[str]:
    if type(named) is not list or not named or len(named) > 64:  # a text would be a regular expression
        raise Found("adapter_modules", found=json.dumps(named)[:100])
    for name in named:
        if type(name) is not str or name not in MODULES:
            raise Found("adapter_modules", found=json.dumps(name)[:100])
    return set(named)


def _tensors(
    tensors: dict[str, list[Any]], rank: int, modules: set[str], layers: list[int] | None, sizes: dict[str, Any]
) -> list[Finding]:
    """Return what is wrong with names and shapes; without the base's sizes, only what that shows."""
    expected: dict[str, list[int | None]] = {}
    count = sizes.get("num_hidden_layers")
    for name in tensors:
        matched = TENSOR.fullmatch(name)
        if matched is None or matched[3] not in modules or MODULES[matched[3]] != matched[2]:
            return [finding("tensor_unexpected", tensor=name, count=1)]
        if count is not None and int(matched[1]) >= count:
            return [finding("tensor_unexpected", tensor=name, count=1)]
    numbers = range(count) if count is not None else sorted({int(name.split(".")[4]) for name in tensors})
    for number in numbers:
        for module in modules if layers is None or number in layers else ():
            wide, narrow = _shape(module, sizes)
            stem = f"base_model.model.model.layers.{number}.{MODULES[module]}.{module}"
            expected[f"{stem}.lora_A.weight"] = [rank, narrow]
            expected[f"{stem}.lora_B.weight"] = [wide, rank]
    missing = sorted(expected.keys() - tensors.keys())
    unexpected = sorted(tensors.keys() - expected.keys())
    if missing:
        return [finding("tensor_missing", tensor=missing[0], count=len(missing))]
    if unexpected:
        return [finding("tensor_unexpected", tensor=unexpected[0], count=len(unexpected))]
    for name, shape in expected.items():
        found = tensors[name][1]
        if len(found) != 2 or any(want not in (None, have) for want, have in zip(shape, found, strict=True)):
            return [finding("shape_mismatch", tensor=name, expected=shape, found=found)]
    return []


def _shape(module: str, sizes: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return output and input width of a linear layer; None where the base's sizes are not known."""
    if not sizes:
        return None, None
    hidden, inner = sizes["hidden_size"], sizes["intermediate_size"]
    heads = sizes["num_attention_heads"]
    width = sizes.get("head_dim") or hidden // heads
    queries, keys = heads * width, (sizes.get("num_key_value_heads") or heads) * width
    widths = {"q_proj": (queries, hidden), "o_proj": (hidden, queries), "down_proj": (hidden, inner)}
    return (widths | dict.fromkeys(("k_proj", "v_proj"), (keys, hidden))).get(module, (inner, hidden))
