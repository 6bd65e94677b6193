"""Rich objects that cannot travel, built from the plain data that the judge sends."""

from __future__ import annotations

import copy
import random
import sys
from collections.abc import Callable
from typing import Any

KEPT = 8


def prepare(kind: str, data: dict[str, Any]) -> Callable[[], Any]:
    """Return what gives the asset of the given kind to each call that names it.

    Kinds: `tokenizer` (a `PreTrainedTokenizerFast` from a tokenizer.json text, a chat template and the names of its
    special tokens), `model` (a `LlamaForCausalLM` from a config and safetensors bytes), `dataset` (a `datasets.Dataset`
    from rows), `lora` (a `LoraConfig` from its fields), `pretrained_tokenizer` and `pretrained_model` (from a folder),
    `random` (a `random.Random` from a seed), `function` (from Python source and its name there), `processor` (an
    `Idefics3Processor` around a tokenizer, without torchvision), `vision_model` (an `Idefics3ForConditionalGeneration`
    from a config and safetensors bytes), `pictures` and `picture_dataset` (rows with PIL images of one colour, as a
    list and as a `datasets.Dataset`).
    A call may change a model, a generator or what a function remembers, so each call gets a new one; everything else is
    built once.
    """
    if kind in _ANEW:
        return lambda: _ANEW[kind](data)
    built = _BUILDERS[kind](data)
    return (lambda: copy.deepcopy(built)) if kind in _COPIED else lambda: built


def keep(prepared: dict[str, Any], asset: dict[str, Any]) -> None:
    """Prepare an asset for all calls to come, beside those that are prepared already; the newest are kept."""
    prepared[asset["name"]] = prepare(asset["kind"], asset["data"])
    while len(prepared) > KEPT:
        del prepared[next(iter(prepared))]


def _model(data: dict[str, Any]) -> Any:
    from safetensors.torch import load
    from transformers import LlamaConfig, LlamaForCausalLM

    model: Any = LlamaForCausalLM(LlamaConfig(**data["config"]))
    model.load_state_dict(load(data["weights"]))
    return model.eval()


def _vision_model(data: dict[str, Any]) -> Any:
    from safetensors.torch import load
    from transformers import Idefics3Config, Idefics3ForConditionalGeneration

    model: Any = Idefics3ForConditionalGeneration(Idefics3Config(**data["config"]))
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


def _pictures(data: dict[str, Any]) -> list[dict[str, Any]]:
    from PIL import Image

    def picture(about: dict[str, Any]) -> Any:
        return Image.new(about["mode"], (about["width"], about["height"]), tuple(about["colour"]))

    return [row | {"images": [picture(about) for about in row["images"]]} for row in data["rows"]]


def _picture_dataset(data: dict[str, Any]) -> Any:
    return _dataset({"rows": _pictures(data)})


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


def _processor(data: dict[str, Any]) -> Any:
    tokenizer = _tokenizer(data["tokenizer"])
    tokenizer.padding_side = data["padding_side"]
    return _processor_of(tokenizer, data["images"], data["image_seq_len"])


def _processor_of(tokenizer: Any, images: dict[str, Any], image_seq_len: int) -> Any:
    from transformers import Idefics3ImageProcessorPil, Idefics3Processor

    seeing = Idefics3ImageProcessorPil(**images)
    return Idefics3Processor(seeing, tokenizer, image_seq_len, chat_template=tokenizer.chat_template)


def rehearse() -> None:
    """Build and use a tokenizer once, in the zygote: forks share what libraries import and compile at first use.

    A processor and a model that see pictures too, where their modules are there.
    """
    from tokenizers import Tokenizer, models

    tokenizer = _tokenizer(
        {
            "tokenizer_json": Tokenizer(models.BPE()).to_str(),
            "chat_template": "{%- for message in messages %}{{- message['content'] + '\\n' }}{%- endfor %}",
            "model_max_length": 8,
            "special_tokens": {"eos_token": "<end>"},
        }
    )
    if "transformers.models.idefics3.modeling_idefics3" in sys.modules:
        _look_at_a_picture(tokenizer)


def _look_at_a_picture(tokenizer: Any) -> None:
    from PIL import Image
    from transformers import Idefics3Config, Idefics3ForConditionalGeneration

    Image.preinit()  # the formats' plug-ins, with which datasets writes and reads pictures
    edge = {"longest_edge": 4}
    images = {"size": edge, "max_image_size": edge, "do_image_splitting": False}
    processor: Any = _processor_of(tokenizer, images, 1)
    batch = processor(text=["<image>"], images=[[Image.new("L", (4, 4))]], return_tensors="pt")
    sizes = {"hidden_size": 4, "intermediate_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1}
    config = Idefics3Config(
        image_token_id=processor.image_token_id,
        vision_config=sizes | {"image_size": 4, "patch_size": 2},
        text_config=sizes | {"model_type": "llama", "vocab_size": len(tokenizer)},
    )
    model: Any = copy.deepcopy(Idefics3ForConditionalGeneration(config))
    model(**batch, labels=batch["input_ids"]).loss.backward()


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


_COPIED = ("model", "vision_model")
_ANEW: dict[str, Callable[[dict[str, Any]], Any]] = {"random": _random, "function": _function}
_BUILDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "model": _model,
    "tokenizer": _tokenizer,
    "dataset": _dataset,
    "lora": _lora,
    "pretrained_tokenizer": _pretrained_tokenizer,
    "pretrained_model": _pretrained_model,
    "vision_model": _vision_model,
    "processor": _processor,
    "pictures": _pictures,
    "picture_dataset": _picture_dataset,
}
