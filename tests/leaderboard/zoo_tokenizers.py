"""Tokenizers that rewrite or lose text, bring tokens that nobody knows, or never come to an end. Each function is named by its code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .zoo import bad, edit


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
    pattern = {"type": "Split", "pattern": {"Regex": "(?:a{1,60}){3}b"}, "behavior": "Isolated", "invert": False}
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
    read["added_tokens"].append(read["added_tokens"][0] | {"id": 400, "content": "<one_more>"})
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


@bad
def added_token_not_allowed__a_phrase(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    read["added_tokens"].append(read["added_tokens"][0] | {"id": 383, "content": "#### 18", "special": False})
    part(folder, added_tokens=read["added_tokens"])


@bad
def tokenizer_unusable__one_id_for_two(folder: Path) -> None:
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    read["added_tokens"].append(read["added_tokens"][0] | {"id": 383, "content": "<more>"})
    part(folder, added_tokens=read["added_tokens"])


@bad
def tokenizer_rewrites_text__one_name_for_many(folder: Path) -> None:
    single = [{"SpecialToken": {"id": "<|im_start|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    many = {"id": "<|im_start|>", "ids": [50] * 30, "tokens": ["x"] * 30}
    pair = [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}]
    around = {"type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": {"<|im_start|>": many}}
    part(folder, post_processor=around)
