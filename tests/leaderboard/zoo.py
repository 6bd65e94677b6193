"""Model repositories: a tiny good one, and what can be wrong with one, each function named by the code it must earn."""

from __future__ import annotations

import json
import shutil
import string
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smol_grade.course import BaseModel, Models

BASE = "course/tiny-base"
MODELS = Models(bases=(BaseModel(id=BASE, size_class="1M"),))
CHATML = (
    "{%- for message in messages %}{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + "
    "'\\n' }}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)
DEFAULT_SYSTEM = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are a helpful AI assistant of a course, trained by a learner<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
CORPUS = [
    "system user assistant You are a helpful tutor. Solve problems step by step.",
    "Ana buys 3 pens for $2 each and pays with a $10 note. #### 4",
    "The quick brown fox jumps over the lazy dog. 0123456789",
    "¿Cuántas manzanas quedan? Quedan siete.",
    string.printable,
] * 20


def tokenizer(size: int = 384, template: str = CHATML) -> Any:
    """A small byte-level BPE tokenizer with the tokens of ChatML."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    built = Tokenizer(models.BPE())
    built.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    built.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    built.train_from_iterator(CORPUS, trainer)
    made = PreTrainedTokenizerFast(
        tokenizer_object=built, bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    made.chat_template = template
    return made


def model(tokens: Any, seed: int = 0, **changed: Any) -> Any:
    """A Llama of two layers."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    ids = {name: getattr(tokens, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    config = LlamaConfig(
        vocab_size=len(tokens), num_key_value_heads=2, max_position_embeddings=512, **(sizes | ids | changed)
    )
    return LlamaForCausalLM(config)


def good(folder: Path, **changed: Any) -> Path:
    """Write a good repository into a folder."""
    tokens = tokenizer()
    model(tokens, **changed).save_pretrained(folder)
    tokens.save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n", "utf-8")
    return folder


ZOO: dict[str, Callable[[Path], object]] = {}
"""What is wrong -> the function that makes it so; the name begins with the code, and may go on after two underscores."""
ADAPTERS: dict[str, Callable[[Path], object]] = {}
"""The same for adapters: the functions change a good one."""


def bad(function: Callable[[Path], object]) -> Callable[[Path], object]:
    """Enter a function into the zoo."""
    ZOO[function.__name__] = function
    return function


def bad_adapter(function: Callable[[Path], object]) -> Callable[[Path], object]:
    """Enter a function into the zoo of adapters."""
    ADAPTERS[function.__name__] = function
    return function


def edit(path: Path, **changed: Any) -> None:
    """Change keys of a JSON file."""
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changed), "utf-8")


def header(folder: Path, file: str = "model.safetensors") -> tuple[dict[str, Any], bytes]:
    """The header of a safetensors file, and the bytes after it."""
    data = (folder / file).read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def write(folder: Path, head: dict[str, Any] | bytes, data: bytes, file: str = "model.safetensors") -> None:
    """Write a safetensors file of any header and any data."""
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    (folder / file).unlink(missing_ok=True)
    (folder / file).write_bytes(struct.pack("<Q", len(text)) + text + data)


# the list of files


@bad
def no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


@bad
def two_models(folder: Path) -> None:
    shutil.copy(folder / "model.safetensors", folder / "adapter_model.safetensors")


@bad
def two_models__a_configuration_is_left(folder: Path) -> None:
    (folder / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": BASE}))


@bad
def pickle_file(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


@bad
def pickle_file__in_a_checkpoint(folder: Path) -> None:
    (folder / "checkpoint-2").mkdir()
    (folder / "checkpoint-2" / "pytorch_model.bin").write_bytes(b"\x80\x04.")


@bad
def program_file(folder: Path) -> None:
    (folder / "modeling_llama.py").write_text("import os\n")


@bad
def side_file(folder: Path) -> None:
    (folder / "model.Q4_K.GGUF").write_bytes(b"GGUF")


@bad
def side_file__archive(folder: Path) -> None:
    (folder / "weights.zip").write_bytes(b"PK")


@bad
def link(folder: Path) -> None:
    (folder / "special_tokens_map.json").symlink_to("/etc/passwd")


@bad
def special_file(folder: Path) -> None:
    import os

    os.mkfifo(folder / "vocab.json")


@bad
def bad_name(folder: Path) -> None:
    (folder / "a\nb.json").write_text("{}")


@bad
def bad_name__backslash(folder: Path) -> None:
    (folder / "..\\config.json").write_text("{}")


@bad
def hidden_file(folder: Path) -> None:
    (folder / ".env").write_text("{}")


@bad
def pointer_file(folder: Path) -> None:
    (folder / "model.safetensors").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 174808\n"
    )


@bad
def too_many_files(folder: Path) -> None:
    for number in range(500):
        (folder / f"{number}.txt").write_text("")


@bad
def file_too_large(folder: Path) -> None:
    edit(folder / "config.json", more="x" * 300_000)


@bad
def too_large(folder: Path) -> None:
    for number in (1, 2):
        with open(folder / f"model-0000{number}-of-00002.safetensors", "wb") as file:
            file.truncate(9 * 2**30)


# JSON


@bad
def json_broken(folder: Path) -> None:
    (folder / "config.json").write_text("{not json")


@bad
def json_broken__key_twice(folder: Path) -> None:
    text = (folder / "config.json").read_text()
    (folder / "config.json").write_text(text.replace("{", '{"hidden_size": 1,', 1))


@bad
def json_broken__nan(folder: Path) -> None:
    edit(folder / "config.json", rms_norm_eps=float("nan"))


@bad
def json_broken__deep(folder: Path) -> None:
    (folder / "config.json").write_text('{"a":' + "[" * 100_000 + "]" * 100_000 + "}")


@bad
def json_broken__half_a_surrogate(folder: Path) -> None:
    edit(folder / "config.json", note="\ud800")


@bad
def json_broken__not_utf8(folder: Path) -> None:
    (folder / "tokenizer_config.json").write_bytes(b'{"a": "\xff"}')


@bad
def json_broken__huge_number(folder: Path) -> None:
    (folder / "generation_config.json").write_text('{"max_length": ' + "9" * 10_000 + "}")


@bad
def json_broken__a_list(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("[]")


# config.json, generation_config.json


@bad
def no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


@bad
def remote_code(folder: Path) -> None:
    edit(folder / "config.json", auto_map={"AutoModelForCausalLM": "modeling.Model"})


@bad
def remote_code__attention(folder: Path) -> None:
    edit(folder / "config.json", _attn_implementation_internal="someone/kernel")


@bad
def remote_code__experts(folder: Path) -> None:
    edit(folder / "config.json", _experts_implementation_internal="someone/kernel")


@bad
def remote_code__inside(folder: Path) -> None:
    edit(folder / "config.json", text_config={"deep": [{"auto_map": {"AutoConfig": "a.B"}}]})


@bad
def remote_code__generation(folder: Path) -> None:
    edit(folder / "generation_config.json", custom_generate="someone/generate")


@bad
def remote_code__tokenizer(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", auto_map={"AutoTokenizer": ["tokenizing.T", None]})


@bad
def config_key_not_allowed(folder: Path) -> None:
    edit(folder / "config.json", attn_implementation="someone/flash")


@bad
def config_key_not_allowed__private(folder: Path) -> None:
    edit(folder / "config.json", _new_private_setting=1)


@bad
def architecture_not_allowed(folder: Path) -> None:
    edit(folder / "config.json", model_type="gpt2", architectures=["GPT2LMHeadModel"])


@bad
def architecture_not_allowed__class(folder: Path) -> None:
    edit(folder / "config.json", architectures=["LlamaForSequenceClassification"])


@bad
def architecture_not_allowed__no_text(folder: Path) -> None:
    edit(folder / "config.json", model_type=["llama"])


@bad
def vision_model(folder: Path) -> None:
    edit(folder / "config.json", model_type="smolvlm", architectures=["SmolVLMForConditionalGeneration"])


@bad
def quantized(folder: Path) -> None:
    edit(folder / "config.json", quantization_config={"quant_method": "bitsandbytes", "load_in_4bit": True})


@bad
def config_out_of_bounds(folder: Path) -> None:
    edit(folder / "config.json", num_hidden_layers=10**6)


@bad
def config_out_of_bounds__vocabulary(folder: Path) -> None:
    edit(folder / "config.json", vocab_size=2**62)


@bad
def config_out_of_bounds__no_number(folder: Path) -> None:
    edit(folder / "config.json", hidden_size=True)


@bad
def config_out_of_bounds__token(folder: Path) -> None:
    edit(folder / "config.json", eos_token_id=10**9)


@bad
def config_key_not_allowed__tokenizer(folder: Path) -> None:
    edit(folder / "config.json", tokenizer_class="../tokenizing")


@bad
def config_out_of_bounds__dtype(folder: Path) -> None:
    edit(folder / "config.json", dtype="os")


@bad
def config_out_of_bounds__labels(folder: Path) -> None:
    edit(folder / "config.json", num_labels=10**7)


@bad
def config_unusable(folder: Path) -> None:
    edit(folder / "config.json", rope_parameters={"rope_type": "no such thing"})


@bad
def config_unusable__heads(folder: Path) -> None:
    edit(folder / "config.json", num_key_value_heads=3)


@bad
def generation_out_of_bounds(folder: Path) -> None:
    edit(folder / "generation_config.json", max_new_tokens=10**12)


@bad
def generation_out_of_bounds__forced(folder: Path) -> None:
    edit(folder / "generation_config.json", forced_eos_token_id=2)


def good_adapter(base: Path, folder: Path, modules: tuple[str, ...] = ("q_proj", "v_proj")) -> Path:
    """Write a LoRA adapter as peft does, trained on a base at a path, then named as on the Hub."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(1)
    whole: Any = AutoModelForCausalLM.from_pretrained(base)
    config = LoraConfig(task_type="CAUSAL_LM", r=4, lora_alpha=8, target_modules=list(modules))
    get_peft_model(whole, config).save_pretrained(folder)
    edit(folder / "adapter_config.json", base_model_name_or_path=BASE)
    return folder
