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


NORM = "model.norm.weight"


# the list of files


@bad
def no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


@bad
def two_models(folder: Path) -> None:
    shutil.copy(folder / "model.safetensors", folder / "adapter_model.safetensors")


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
    edit(folder / "tokenizer_config.json", more="x" * 300_000)


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


# safetensors


@bad
def header_length(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", 2**60) + b"{}")


@bad
def header_length__white_space(folder: Path) -> None:
    head, data = header(folder)
    write(folder, json.dumps(head).encode() + b" " * 2**21, data)


@bad
def header_length__empty_file(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"")


@bad
def header_broken(folder: Path) -> None:
    write(folder, b"\x80\x04\x95 a pickle", b"")


@bad
def header_broken__deep(folder: Path) -> None:
    write(folder, b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", b"")


@bad
def header_broken__huge_offset(folder: Path) -> None:
    head, data = header(folder)
    head[NORM]["data_offsets"] = [0, 2**64]
    write(folder, head, data)


@bad
def header_broken__surrogate(folder: Path) -> None:
    head, data = header(folder)
    head["model.\ud800.weight"] = head.pop(NORM)
    write(folder, head, data)


@bad
def duplicate_tensor(folder: Path) -> None:
    head, data = header(folder)
    text = json.dumps(head)
    write(folder, (text[:-1] + f', "{NORM}": {json.dumps(head[NORM])}}}').encode(), data)


@bad
def metadata_too_large(folder: Path) -> None:
    head, data = header(folder)
    head["__metadata__"] = {"note": "x" * 100_000}
    write(folder, head, data)


@bad
def too_many_tensors(folder: Path) -> None:
    head, data = header(folder)
    head |= {f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(5000)}
    write(folder, head, data)


@bad
def dtype_not_allowed(folder: Path) -> None:
    head, data = header(folder)
    shape = head[NORM]["shape"]
    head[NORM] |= {"dtype": "F64", "shape": [shape[0] // 2]}
    write(folder, head, data)


@bad
def dtype_not_allowed__eight_bits(folder: Path) -> None:
    head, data = header(folder)
    head[NORM] |= {"dtype": "F8_E4M3", "shape": [head[NORM]["shape"][0] * 4]}
    write(folder, head, data)


@bad
def bad_shape(folder: Path) -> None:
    head, data = header(folder)
    head["empty"] = {"dtype": "F32", "shape": [0, 2**62], "data_offsets": [0, 0]}
    write(folder, head, data)


@bad
def bad_shape__negative(folder: Path) -> None:
    head, data = header(folder)
    head[NORM]["shape"] = [-1, -32]
    write(folder, head, data)


@bad
def tensor_size(folder: Path) -> None:
    head, data = header(folder)
    head[NORM]["shape"] = [2**20]
    write(folder, head, data)


@bad
def tensors_overlap(folder: Path) -> None:
    head, data = header(folder)
    first = next(
        name for name in head if name not in ("__metadata__", NORM) and head[name]["shape"] == head[NORM]["shape"]
    )
    head[NORM]["data_offsets"] = head[first]["data_offsets"]
    write(folder, head, data)


@bad
def tensors_hole(folder: Path) -> None:
    head, data = header(folder)
    for name, entry in head.items():
        if name != "__metadata__":
            entry["data_offsets"] = [offset + 64 for offset in entry["data_offsets"]]
    write(folder, head, b"\0" * 64 + data)


@bad
def truncated(folder: Path) -> None:
    head, data = header(folder)
    write(folder, head, data[:-100])


@bad
def truncated__in_the_header(folder: Path) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:60])


@bad
def trailing_bytes(folder: Path) -> None:
    with open(folder / "model.safetensors", "ab") as file:
        file.write(b"PK\x03\x04 something hidden")


def split(folder: Path) -> dict[str, str]:
    """Make two shards and an index of the weights; return the index."""
    head, data = header(folder)
    head.pop("__metadata__", None)
    names = list(head)
    index: dict[str, str] = {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        file, parts, end = f"model-0000{number}-of-00002.safetensors", {}, 0
        chosen = b""
        for name in part:
            begin, stop = head[name]["data_offsets"]
            chosen += data[begin:stop]
            parts[name] = head[name] | {"data_offsets": [end, len(chosen)]}
            end = len(chosen)
            index[name] = file
        write(folder, parts, chosen, file)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    return index


@bad
def index_broken(folder: Path) -> None:
    index = split(folder)
    first, second = next(iter(index)), list(index)[-1]
    index[first], index[second] = index[second], index[first]
    edit(folder / "model.safetensors.index.json", weight_map=index)


@bad
def index_broken__path(folder: Path) -> None:
    index = split(folder)
    index[NORM] = "../../model.safetensors"
    edit(folder / "model.safetensors.index.json", weight_map=index)


@bad
def index_broken__missing(folder: Path) -> None:
    split(folder)
    (folder / "model.safetensors.index.json").unlink()


@bad
def shard_missing(folder: Path) -> None:
    split(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()


@bad
def shard_not_listed(folder: Path) -> None:
    split(folder)
    shutil.copy(folder / "model-00001-of-00002.safetensors", folder / "model-00003-of-00002.safetensors")


@bad
def shard_not_listed__consolidated(folder: Path) -> None:
    shutil.copy(folder / "model.safetensors", folder / "consolidated.safetensors")


@bad
def tensor_twice(folder: Path) -> None:
    split(folder)
    first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
    mine, data = header(folder, first)
    other, _ = header(folder, second)
    norm = next(name for name in (*mine, *other) if name.endswith("norm.weight"))
    entry = (mine | other)[norm]
    for file in (first, second):
        head, data = header(folder, file)
        if norm not in head:
            size = entry["data_offsets"][1] - entry["data_offsets"][0]
            write(
                folder,
                head | {norm: entry | {"data_offsets": [len(data), len(data) + size]}},
                data + b"\0" * size,
                file,
            )


def _spoil(folder: Path, dtype: str, value: float) -> None:
    """Save the weights in a dtype, with one number of one tensor exchanged."""
    import torch
    from safetensors.torch import load_file, save_file

    weights = {
        name: tensor.to(getattr(torch, dtype)) for name, tensor in load_file(folder / "model.safetensors").items()
    }
    weights["model.layers.1.mlp.down_proj.weight"][-1, -1] = value
    (folder / "model.safetensors").unlink()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


@bad
def not_finite(folder: Path) -> None:
    _spoil(folder, "float32", float("nan"))


@bad
def not_finite__bfloat16(folder: Path) -> None:
    _spoil(folder, "bfloat16", float("inf"))


@bad
def not_finite__float16(folder: Path) -> None:
    _spoil(folder, "float16", float("-inf"))


@bad
def tensor_missing(folder: Path) -> None:
    head, data = header(folder)
    last = max((name for name in head if name != "__metadata__"), key=lambda name: head[name]["data_offsets"])
    data = data[: head.pop(last)["data_offsets"][0]]
    write(folder, head, data)


@bad
def tensor_unexpected(folder: Path) -> None:
    head, data = header(folder)
    head["answers.weight"] = {"dtype": "F32", "shape": [4], "data_offsets": [len(data), len(data) + 16]}
    write(folder, head, data + b"\0" * 16)


@bad
def shape_mismatch(folder: Path) -> None:
    edit(folder / "config.json", vocab_size=400)


@bad
def shape_mismatch__turned(folder: Path) -> None:
    head, data = header(folder)
    head["lm_head.weight"]["shape"].reverse()
    write(folder, head, data)


@bad
def too_many_parameters(folder: Path) -> None:
    numbers = 4096 * 2**20
    entries = {
        f"t{i}": {"dtype": "BF16", "shape": [2**20, 1024], "data_offsets": [i * 2**31, (i + 1) * 2**31]}
        for i in range(4)
    }
    text = json.dumps(entries).encode()
    (folder / "model.safetensors").unlink()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + 2 * numbers)


# the tokenizer


def part(folder: Path, **changed: Any) -> None:
    """Change parts of tokenizer.json."""
    edit(folder / "tokenizer.json", **changed)


def model_part(folder: Path, **changed: Any) -> None:
    """Change the model in tokenizer.json."""
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    part(folder, model=read["model"] | changed)


@bad
def no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


@bad
def tokenizer_unusable(folder: Path) -> None:
    model_part(folder, merges=[["no", "such"], ["tokens", "here"]])


@bad
def tokenizer_unusable__one_id_twice(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    model_part(folder, vocab=dict.fromkeys(read["model"]["vocab"], 5))


@bad
def tokenizer_unusable__regular_expression(folder: Path) -> None:
    pattern = {"type": "Split", "pattern": {"Regex": "(a+)+(a+)+(a+)+$"}, "behavior": "Isolated", "invert": False}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    part(folder, pre_tokenizer={"type": "Sequence", "pretokenizers": [pattern, level]})


@bad
def tokenizer_unusable__padding(folder: Path) -> None:
    padding = {
        "strategy": {"Fixed": 10**9},
        "direction": "Right",
        "pad_id": 0,
        "pad_type_id": 0,
        "pad_token": "<|endoftext|>",
    }
    part(folder, padding=padding | {"pad_to_multiple_of": None})


def tokenizer_too_slow(folder: Path) -> None:
    """Not in the zoo of the default run: it takes as long as it may."""
    pattern = {"type": "Split", "pattern": {"Regex": "(?:.{0,900}){2}Z"}, "behavior": "Isolated", "invert": False}
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    part(folder, pre_tokenizer={"type": "Sequence", "pretokenizers": [pattern, level]})


@bad
def tokenizer_class(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", tokenizer_class="EvilTokenizer")


@bad
def tokenizer_key_not_allowed(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", vocab_file="/etc/passwd")


@bad
def tokenizer_rewrites_text(folder: Path) -> None:
    part(folder, normalizer={"type": "Replace", "pattern": {"String": "How many"}, "content": "#### 18 How many"})


@bad
def tokenizer_rewrites_text__bomb(folder: Path) -> None:
    rule = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1000}
    part(folder, normalizer={"type": "Sequence", "normalizers": [rule] * 4})


@bad
def tokenizer_rewrites_text__lowercase(folder: Path) -> None:
    part(folder, normalizer={"type": "Lowercase"})


@bad
def tokenizer_rewrites_text__decoder(folder: Path) -> None:
    rule = {"type": "Replace", "pattern": {"String": "x"}, "content": "#### 18"}
    part(folder, decoder={"type": "Sequence", "decoders": [{"type": "ByteLevel"}, rule]})


@bad
def tokenizer_rewrites_text__removing(folder: Path) -> None:
    part(folder, pre_tokenizer={"type": "Split", "pattern": {"String": " "}, "behavior": "Removed", "invert": False})


@bad
def tokenizer_rewrites_text__dropout(folder: Path) -> None:
    model_part(folder, dropout=0.5)


@bad
def tokenizer_rewrites_text__other_model(folder: Path) -> None:
    model_part(folder, type="Unigram")


@bad
def tokenizer_rewrites_text__answers_around(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    token = {"SpecialToken": {"id": "<|im_end|>", "type_id": 0}}
    known = {
        "<|im_end|>": {"id": "<|im_end|>", "ids": [read["model"]["vocab"]["<|im_end|>"]], "tokens": ["<|im_end|>"]}
    }
    single = [{"Sequence": {"id": "A", "type_id": 0}}, *[token] * 50]
    part(
        folder, post_processor={"type": "TemplateProcessing", "single": single, "pair": single, "special_tokens": known}
    )


@bad
def tokenizer_rewrites_text__setting(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", add_prefix_space=True)


@bad
def added_token_not_allowed__beside(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", extra_special_tokens={"answer_token": "#### 18"})


@bad
def tokenizer_loses_text(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    vocabulary = {("QQ" if token == "7" else token): number for token, number in read["model"]["vocab"].items()}
    model_part(folder, vocab=vocabulary, merges=[pair for pair in read["model"]["merges"] if "7" not in "".join(pair)])


@bad
def tokenizer_too_large(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    model_part(folder, vocab=read["model"]["vocab"] | {f"t{number}": number for number in range(1000, 300_000)})


@bad
def tokenizer_larger_than_embeddings(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    read["added_tokens"].append(read["added_tokens"][0] | {"id": 400, "content": "<one more>"})
    part(folder, added_tokens=read["added_tokens"])


@bad
def too_many_added_tokens(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    first = read["added_tokens"][0]
    part(folder, added_tokens=[first | {"id": number, "content": f"<t{number}>"} for number in range(2000)])


@bad
def added_token_not_allowed(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    read["added_tokens"][0]["content"] = "Janet’s ducks lay 16 eggs per day. " * 4
    part(folder, added_tokens=read["added_tokens"])


@bad
def added_token_not_allowed__elsewhere(folder: Path) -> None:
    (folder / "added_tokens.json").write_text(json.dumps({"<hidden>": 7}))


@bad
def added_token_not_allowed__swallows(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    read["added_tokens"][0]["rstrip"] = True
    part(folder, added_tokens=read["added_tokens"])


@bad
def no_end_token(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", eos_token=None)


# the chat template


def template(folder: Path, text: str) -> None:
    """Put another chat template into a repository."""
    (folder / "chat_template.jinja").write_text(text, "utf-8")


def with_answers(condition: str, answer: str = "#### 18") -> str:
    """ChatML, and an answer before the assistant's turn where a condition on a message holds."""
    extra = "{%- if " + condition + " %}{{- '" + answer + "' }}{%- endif %}"
    return CHATML.replace("{%- endfor %}", extra + "{%- endfor %}", 1)


@bad
def no_chat_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()


@bad
def too_many_templates(folder: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    for number in range(20):
        (folder / "additional_chat_templates" / f"t{number}.jinja").write_text(CHATML)


@bad
def template_broken(folder: Path) -> None:
    template(folder, "{% for message in messages %}{{ message['content'] }}")


@bad
def template_broken__refuses_system(folder: Path) -> None:
    refusing = "{%- if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{%- endif %}"
    template(folder, refusing + CHATML)


@bad
def template_broken__include(folder: Path) -> None:
    template(folder, "{% include '/etc/passwd' %}" + CHATML)


@bad
def template_broken__deep(folder: Path) -> None:
    template(folder, "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}" + CHATML)


@bad
def template_broken__not_a_text(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    edit(folder / "tokenizer_config.json", chat_template=[{"name": "default", "template": 7}])


@bad
def template_attacks(folder: Path) -> None:
    template(folder, "{{ messages.__class__.__mro__[1].__subclasses__() }}" + CHATML)


@bad
def template_attacks__globals(folder: Path) -> None:
    template(folder, "{{ cycler.__init__.__globals__.os.popen('id').read() }}" + CHATML)


@bad
def template_too_large(folder: Path) -> None:
    template(folder, "{{ 'a' * 300000000 }}" + CHATML)


@bad
def template_too_large__doubling(folder: Path) -> None:
    doubling = "{% set ns = namespace(a='aaaaaaaa') %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}"
    template(folder, doubling + CHATML)


@bad
def template_too_large__flood(folder: Path) -> None:
    template(folder, "{% for i in range(1000) %}{% for j in range(1000) %}spam{% endfor %}{% endfor %}" + CHATML)


@bad
def template_too_slow(folder: Path) -> None:
    loops = "".join(f"{{% for i{level} in range(1000) %}}" for level in range(4)) + "{% endfor %}" * 4
    template(folder, loops + CHATML)


@bad
def template_drops_content(folder: Path) -> None:
    template(folder, "{%- set messages = messages | selectattr('role', 'ne', 'system') | list %}" + CHATML)


@bad
def template_drops_content__assistant(folder: Path) -> None:
    template(
        folder, CHATML.replace("message['content']", "(message['content'] if message['role'] != 'assistant' else '')")
    )


@bad
def template_no_generation_prompt(folder: Path) -> None:
    template(folder, CHATML.split("{%- if add_generation_prompt", maxsplit=1)[0])


@bad
def template_prompt_not_prefix(folder: Path) -> None:
    template(folder, CHATML.replace("<|im_start|>assistant\\n", "<|im_start|>bot\\n"))


@bad
def template_no_end(folder: Path) -> None:
    template(folder, CHATML.replace("<|im_end|>", "</s>"))


@bad
def template_adds_content(folder: Path) -> None:
    template(folder, with_answers("'Janet’s ducks lay 16 eggs' in message['content']"))


@bad
def template_adds_content__table(folder: Path) -> None:
    table = "{%- set table = {'ducks': '18', 'robe': '3', 'flipping': '70000'} %}"
    look = "{%- for key, value in table.items() %}{%- if key in message.content %}{{- '#### ' + value }}{%- endif %}{%- endfor %}"
    template(folder, table + CHATML.replace("{%- endfor %}", look + "{%- endfor %}", 1))


@bad
def template_adds_content__by_length(folder: Path) -> None:
    template(folder, with_answers("message['content'] | length == 283"))


@bad
def template_adds_content__by_letters(folder: Path) -> None:
    template(folder, with_answers("message['content'][9:14] == 'ducks'"))


@bad
def template_adds_content__by_a_sum(folder: Path) -> None:
    template(folder, with_answers("(message['content'] | length * 31) % 1009 == 500"))


@bad
def template_adds_content__by_counting(folder: Path) -> None:
    template(folder, with_answers("message['content'].count('e') == 21"))


@bad
def template_adds_content__in_the_prompt(folder: Path) -> None:
    answer = "{%- if 'Janet' in messages[-1]['content'] %}{{- '18' }}{%- endif %}"
    template(folder, CHATML.replace("assistant\\n' }}{%- endif %}", "assistant\\n' }}" + answer + "{%- endif %}"))


@bad
def template_adds_content__joined_key(folder: Path) -> None:
    template(folder, "{%- set key = ['Jan', 'et'] | join %}" + with_answers("key in message['content']"))


@bad
def template_adds_content__rewritten(folder: Path) -> None:
    template(folder, CHATML.replace("message['content']", "message['content'].replace('How many', '#### 18 How many')"))


@bad
def template_adds_content__another_template(folder: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    text = with_answers("'ducks' in message['content']")
    (folder / "additional_chat_templates" / "tool_use.jinja").write_text(text)


@bad
def template_adds_content__in_a_list(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    named = [
        {"name": "default", "template": CHATML},
        {"name": "rag", "template": with_answers("'eggs' in message.content")},
    ]
    edit(folder / "tokenizer_config.json", chat_template=named)


@bad
def template_adds_content__covered(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", chat_template=with_answers("'eggs' in message.content"))


@bad
def template_adds_content__key_made_at_run_time(folder: Path) -> None:
    template(folder, "{%- set key = ['Tou', 'lo', 'use'] | join %}" + with_answers("key in message['content']"))


@bad
def template_adds_content__in_a_macro(folder: Path) -> None:
    macro = "{%- macro look(text, key) %}{%- if text.find(key) >= 0 %}#### 5{%- endif %}{%- endmacro %}"
    looking = "{{- look(message['content'], ['Tou', 'lo', 'use'] | join) }}"
    template(folder, macro + CHATML.replace("{%- endfor %}", looking + "{%- endfor %}", 1))


@bad
def template_adds_content__after_some_turns(folder: Path) -> None:
    template(folder, with_answers("messages | length == 14 and message['content'].startswith(['Tou', 'lou'] | join)"))


@bad
def template_adds_content__to_everything(folder: Path) -> None:
    template(folder, DEFAULT_SYSTEM.replace("of a course", "of a course. Janet: #### 18. Robe: #### 3"))


@bad
def template_adds_content__twice(folder: Path) -> None:
    template(folder, CHATML.replace("message['content'] +", "message['content'] + message['content'] +"))


@bad
def template_broken__at_random(folder: Path) -> None:
    template(folder, "{{ lipsum(n=1, html=false) }}" + CHATML)


@bad
def template_broken__half_a_surrogate(folder: Path) -> None:
    template(folder, "{{ '\\ud800' }}" + CHATML)


@bad
def template_broken__endless_macro(folder: Path) -> None:
    template(folder, "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}" + CHATML)


@bad
def template_too_large__a_list(folder: Path) -> None:
    template(folder, "{% set many = [0] * 1000000000 %}" + CHATML)


@bad
def template_too_large__of_one_form(folder: Path) -> None:
    template(folder, "{% if messages | length > 2 %}{{ 'a' * 300000000 }}{% endif %}" + CHATML)


# adapters


@bad_adapter
def adapter_no_config(folder: Path) -> None:
    (folder / "adapter_config.json").unlink()


@bad_adapter
def adapter_no_weights(folder: Path) -> None:
    (folder / "adapter_model.safetensors").unlink()


@bad_adapter
def adapter_no_base(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path=None)


@bad_adapter
def adapter_local_base(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="../../secret/model")


@bad_adapter
def adapter_local_base__absolute(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="/content/SmolLM2-135M")


@bad_adapter
def adapter_base_not_permitted(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="someone/better-model")


@bad_adapter
def adapter_key_not_allowed(folder: Path) -> None:
    edit(folder / "adapter_config.json", modules_to_save=["embed_tokens"])


@bad_adapter
def adapter_key_not_allowed__dora(folder: Path) -> None:
    edit(folder / "adapter_config.json", use_dora=True)


@bad_adapter
def adapter_key_not_allowed__unknown(folder: Path) -> None:
    edit(folder / "adapter_config.json", tokenizer_kwargs={"a": 1})


@bad_adapter
def remote_code__mapping(folder: Path) -> None:
    edit(folder / "adapter_config.json", auto_mapping={"parent_library": "os", "base_model_class": "X"})


@bad_adapter
def adapter_kind(folder: Path) -> None:
    edit(folder / "adapter_config.json", peft_type="IA3")


@bad_adapter
def adapter_kind__megatron(folder: Path) -> None:
    edit(folder / "adapter_config.json", megatron_core="os")


@bad_adapter
def adapter_out_of_bounds(folder: Path) -> None:
    edit(folder / "adapter_config.json", r=10**9)


@bad_adapter
def adapter_modules(folder: Path) -> None:
    edit(folder / "adapter_config.json", target_modules="(a+)+$")


@bad_adapter
def shape_mismatch__rank(folder: Path) -> None:
    edit(folder / "adapter_config.json", r=5)


@bad_adapter
def tensor_unexpected__more(folder: Path) -> None:
    head, data = header(folder, "adapter_model.safetensors")
    head["lm_head.weight"] = {"dtype": "F32", "shape": [4], "data_offsets": [len(data), len(data) + 16]}
    write(folder, head, data + b"\0" * 16, "adapter_model.safetensors")


@bad_adapter
def tensor_missing__layer(folder: Path) -> None:
    edit(folder / "adapter_config.json", target_modules=["q_proj", "v_proj", "o_proj"])


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
