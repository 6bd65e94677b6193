"""config.json and generation_config.json of a submission: which model they describe, and that they name no code.

A configuration has run code before without `trust_remote_code` (CVE-2026-4372), so names of keys are judged, not only
values that are known to be bad.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

from .gate_json import Finding, Found, finding, read_object

CODE = re.compile(
    r"auto_map|auto_mapping|trust_remote_code|code_revision|custom_(generate|object|pipeline)s?|kernel(s|_config)?$"
    r"|use_kernels|hub_kernel|_internal$|(^|_)import|(^|_)script|module_name|parent_library|transformers_weights",
    re.IGNORECASE,
)
"""Names of keys that make a library load code, or weights other than those that were looked at."""
PRIVATE = {"_name_or_path", "_model_name_or_path", "_commit_hash", "_from_model_config", "_attn_implementation_autoset"}
"""The private keys that transformers writes, or has written, itself; it reads none of them to find code."""
ATTENTION = {"attn_implementation", "_attn_implementation", "experts_implementation", "_experts_implementation"}
KNOWN_ATTENTION = (None, "eager", "sdpa", "flash_attention_2")
"""Other names are those of kernels, which are downloaded."""
ACTIVATIONS = ("silu", "swish", "gelu", "gelu_pytorch_tanh", "relu")
SIZES = {
    "hidden_size": "hidden",
    "intermediate_size": "intermediate",
    "num_hidden_layers": "layers",
    "num_attention_heads": "heads",
    "vocab_size": "vocabulary",
}
OPTIONAL_SIZES = {"num_key_value_heads": "heads", "head_dim": "head_dim", "max_position_embeddings": "positions"}
TOKENIZERS = {None, "PreTrainedTokenizerFast", "TokenizersBackend", "GPT2Tokenizer", "GPT2TokenizerFast"}
"""Classes that read tokenizer.json as it is."""
VISION = ("idefics3", "smolvlm")
"""SmolVLM and SmolVLM2. They may be trained in the vision unit; the protocol asks in text and cannot measure them."""
LABELS, LARGEST = 1000, 10**8
"""Of any number in config.json: bases of rotary positions are five million."""
LEFTOVER = {"quant_method", "gguf_file", "dequantize"}
"""Of `quantization_config` where transformers has made a full model of a GGUF file: it stays, and means nothing."""


def examine(folder: str, limits: dict[str, int], architectures: dict[str, str]) -> dict[str, Any]:
    """Return `findings`, and `config`, the JSON text that a model of the meta device is to be built from."""
    findings: list[Finding] = []
    config: dict[str, Any] | None = None
    try:
        if os.path.exists(os.path.join(folder, "config.json")):
            config = read_object(folder, "config.json", limits["json_bytes"])
            findings += code_keys(config, "config.json")
            if not any(name.startswith("adapter_") for name in os.listdir(folder)):
                findings += _description(config, limits, architectures)
        elif not any(name.startswith("adapter_") for name in os.listdir(folder)):
            findings.append(finding("no_config"))
    except Found as found:
        findings.append(found.finding)
    try:
        if os.path.exists(os.path.join(folder, "generation_config.json")):
            generation = read_object(folder, "generation_config.json", limits["json_bytes"])
            findings += code_keys(generation, "generation_config.json") or _generation(generation, limits)
    except Found as found:
        findings.append(found.finding)
    return {"findings": findings, "config": "" if findings or config is None else _plain(config)}


def code_keys(value: Any, file: str) -> list[Finding]:
    """Return a finding for the first key, at any depth, that names code, and for the first that is private."""
    for key, item in _items(value):
        if CODE.search(key):
            return [finding("remote_code", file=file, setting=key)]
        if key in ATTENTION and (item is None or type(item) is str) and item in KNOWN_ATTENTION:
            continue
        if key == "tokenizer_class" and file == "config.json":
            if type(item) in (str, type(None)) and item in TOKENIZERS:
                continue
            return [finding("config_key_not_allowed", setting=key)]
        if key in ATTENTION or (key.startswith("_") and key not in PRIVATE):
            return [finding("config_key_not_allowed", setting=key)]
    return []


def _items(value: Any) -> list[tuple[str, Any]]:
    """Return every key of every object inside, with its value; `parse` has bounded the depth."""
    found: list[tuple[str, Any]] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if type(item) is dict:
            found += item.items()
            waiting += item.values()
        elif type(item) is list:
            waiting += item
    return found


def _plain(config: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in config.items() if key != "quantization_config"})


def _description(config: dict[str, Any], limits: dict[str, int], architectures: dict[str, str]) -> list[Finding]:
    """Return what is wrong with the model that a configuration describes."""
    kind, classes = config.get("model_type"), config.get("architectures")
    expected = architectures.get(kind) if type(kind) is str else None
    if expected is None and type(kind) is str and kind in VISION:
        return [finding("vision_model", found=kind)]
    if expected is None or (classes is not None and classes != [expected]):
        named = kind if expected is None else classes
        return [finding("architecture_not_allowed", found=named, allowed=", ".join(architectures.values()))]
    if not _is_leftover(config.get("quantization_config")):
        return [finding("quantized", found=json.dumps(config["quantization_config"])[:100])]
    return _sizes(config, limits) or _others(config) or _others_of_a_model(config)


def _is_leftover(quantization: object) -> bool:
    if quantization is None:
        return True
    return type(quantization) is dict and quantization.keys() <= LEFTOVER and quantization.get("quant_method") == "gguf"


def _sizes(config: dict[str, Any], limits: dict[str, int]) -> list[Finding]:
    for key, bound in (SIZES | OPTIONAL_SIZES).items():
        value = config.get(key)
        if value is None and key in OPTIONAL_SIZES:
            continue
        if type(value) is not int or not 1 <= value <= limits[bound]:
            return [finding("config_out_of_bounds", setting=key, found=value, most=limits[bound])]
    heads, groups = config["num_attention_heads"], config.get("num_key_value_heads") or config["num_attention_heads"]
    if heads % groups:
        return [finding("config_unusable", problem=f"num_attention_heads {heads}, num_key_value_heads {groups}")]
    if config.get("head_dim") is None and config["hidden_size"] % heads:
        return [finding("config_unusable", problem=f"hidden_size {config['hidden_size']}, {heads} heads")]
    return []


def _others(config: dict[str, Any]) -> list[Finding]:
    for key in ("dtype", "torch_dtype"):  # transformers looks the name up in torch
        if config.get(key) not in (None, "float32", "bfloat16", "float16"):
            return [finding("config_out_of_bounds", setting=key, found=config[key], most="float32")]
    for key, value in _items(config):  # `num_labels` of them are made at once
        most = LABELS if key == "num_labels" else LARGEST
        if type(value) in (int, float) and abs(value) > most:
            return [finding("config_out_of_bounds", setting=key, found=value, most=most)]
    return []


def _others_of_a_model(config: dict[str, Any]) -> list[Finding]:
    activation = config.get("hidden_act", "silu")
    if activation not in ACTIVATIONS:
        return [finding("config_out_of_bounds", setting="hidden_act", found=activation, most=", ".join(ACTIVATIONS))]
    epsilon = config.get("rms_norm_eps", 1e-6)
    if type(epsilon) is not float or not 0 < epsilon < 0.1:
        return [finding("config_out_of_bounds", setting="rms_norm_eps", found=epsilon, most="0.1")]
    for key in ("bos_token_id", "eos_token_id", "pad_token_id"):
        if not are_tokens(config.get(key), config["vocab_size"]):
            return [finding("config_out_of_bounds", setting=key, found=config[key], most=config["vocab_size"] - 1)]
    return []


def are_tokens(value: object, vocabulary: int) -> bool:
    """Return whether a value is None, a token id or up to 64 of them; -1 is an old way to say none."""
    if value is None:
        return True
    ids = value if type(value) is list else [value]
    return len(ids) <= 64 and all(type(one) is int and -1 <= one < vocabulary for one in ids)


def _generation(generation: dict[str, Any], limits: dict[str, int]) -> list[Finding]:
    """Return a finding for the first setting that would keep a user, or a harness, busy or puzzled."""
    bounds = {
        "max_new_tokens": limits["new_tokens"],
        "min_new_tokens": limits["new_tokens"],
        "max_length": limits["positions"],
        "min_length": limits["positions"],
        "num_beams": limits["beams"],
        "num_beam_groups": limits["beams"],
        "num_return_sequences": limits["beams"],
        "top_k": limits["vocabulary"],
        "no_repeat_ngram_size": 1000,
    }
    for key, most in bounds.items():
        value = generation.get(key)
        if value is not None and (type(value) is not int or not 0 <= value <= most):
            return [finding("generation_out_of_bounds", setting=key, found=value)]
    for key in ("temperature", "top_p", "min_p", "repetition_penalty", "length_penalty", "typical_p"):
        value = generation.get(key)
        if value is not None and (type(value) not in (int, float) or abs(value) > 100):
            return [finding("generation_out_of_bounds", setting=key, found=value)]
    for key in ("bos_token_id", "eos_token_id", "pad_token_id"):
        if not are_tokens(generation.get(key), limits["vocabulary"]):
            return [finding("generation_out_of_bounds", setting=key, found=generation[key])]
    for key, value in generation.items():
        empty = value in (None, False, [], {})
        if re.search(r"forced_|force_words|bias|constraints|watermark|suppress|bad_words|compile", key) and not empty:
            return [finding("generation_out_of_bounds", setting=key, found=value)]
    return []


def shape_findings(config: str, tensors: dict[str, list[Any]]) -> dict[str, Any]:
    """Return `findings` on names and shapes, name -> [dtype, shape, file], against the model on the meta device.

    `config` is JSON text that `examine` has let pass. Needs torch and transformers; no number of a weight is read.
    """
    try:
        expected, tied, count = _meta_shapes(json.loads(config))
    except Exception as error:
        return {"findings": [finding("config_unusable", problem=f"{type(error).__name__}: {error}")]}
    missing = [name for name in expected if name not in tensors and name not in tied]
    unexpected = [name for name in tensors if name not in expected and not BUFFER.search(name)]
    findings: list[Finding] = []
    for name, shape in expected.items():
        if name in tensors and tensors[name][1] != shape:
            findings.append(finding("shape_mismatch", tensor=name, expected=shape, found=tensors[name][1]))
            break
    if missing:
        findings.append(finding("tensor_missing", tensor=missing[0], count=len(missing)))
    if unexpected:
        findings.append(finding("tensor_unexpected", tensor=unexpected[0], count=len(unexpected)))
    return {"findings": findings, "parameters": count}


BUFFER = re.compile(r"^model\.layers\.\d+\.self_attn\.rotary_emb\.inv_freq$")
"""What transformers of 2023 saved beside the weights, and everybody ignores."""


def _meta_shapes(config: dict[str, Any]) -> tuple[dict[str, list[int]], set[str], int]:
    """Return the shapes of a model's tensors, the names that are tied to others, and how many numbers it has."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    kind = config.pop("model_type")
    built = AutoConfig.for_model(kind, **config)
    build: Any = AutoModelForCausalLM.from_config
    with torch.device("meta"):
        model = build(built, attn_implementation="eager")
    expected = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
    tied = set(model._tied_weights_keys or ()) if built.tie_word_embeddings else set()
    return expected, tied, sum(parameter.numel() for parameter in model.parameters())
