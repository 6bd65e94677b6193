"""The tokenizer of a submission: tokenizer.json, what stands beside it, and that text goes through it unchanged.

A normaliser of four `Replace` rules turns four characters into gigabytes, another one rewrites every prompt; a regular
expression may never end; the parser is a library in Rust whose panics are no ordinary exceptions. So the parts are
those that the permitted bases have, and the rest is tried out.
"""

from __future__ import annotations

import os
import random
from typing import Any

from .gate_config import CODE, TOKENIZERS
from .gate_json import Finding, Found, finding, read_object, shown

FILE, CONFIG = "tokenizer.json", "tokenizer_config.json"
PLACES = ("bos_token", "eos_token", "pad_token", "unk_token")
FILES = {"vocab_file", "merges_file", "tokenizer_file", "gguf_file", "tokenizer_object"}
"""Keys of tokenizer_config.json that would name other files than those that were looked at."""
CHANGING = ("add_prefix_space", "split_special_tokens")
"""Settings with which the same files read a text differently."""
NORMALIZERS = {"NFC"}
PRE_TOKENIZERS = {"ByteLevel", "Digits", "Split"}
POST_PROCESSORS = {"ByteLevel", "TemplateProcessing"}
DECODERS = {"ByteLevel"}
KEPT = {"Isolated", "Contiguous", "MergedWithPrevious", "MergedWithNext"}
"""What a split may do with what it finds: not remove it."""
PATTERN_CHARS = 600
ADDED_AROUND = 4
"""Tokens that a post-processor may put around a text."""
MERGES = 1_000_000
LONG = 20_000


def examine(folder: str, limits: dict[str, int], rows: int, adapter: bool) -> dict[str, Any]:
    """Return `findings`, and `special`, the texts of the special tokens by their place.

    `rows` is how many tokens the embeddings have, 0 if unknown. An adapter may leave the tokenizer to its base.
    """
    names = os.listdir(folder)
    if FILE not in names:
        missing = not adapter or CONFIG in names
        return {"findings": [finding("no_tokenizer")] if missing else []}
    try:
        read = read_object(folder, FILE, limits["tokenizer_bytes"])
        config = read_object(folder, CONFIG, limits["tokenizer_config_bytes"]) if CONFIG in names else {}
        vocabulary = _model(read, limits)
        added = _added(read, limits)
        _check_parts(read)
        _check_padding(read, limits)
        _check_size({**vocabulary, **added}, rows, limits)
        special = _check_config(config, {**vocabulary, **added})
        _check_legacy(folder, names, {**vocabulary, **added}, limits)
        _try_out(os.path.join(folder, FILE), read)
    except Found as found:
        return {"findings": [found.finding]}
    findings: list[Finding] = [] if "eos_token" in special else [finding("no_end_token")]
    return {"findings": findings, "special": special}


def _model(read: dict[str, Any], limits: dict[str, int]) -> dict[str, int]:
    """Return the vocabulary, token -> id."""
    model = read.get("model")
    if type(model) is not dict or model.get("type") != "BPE":
        raise Found("tokenizer_rewrites_text", part="model")
    if model.get("dropout") not in (None, 0) or model.get("byte_fallback") or model.get("continuing_subword_prefix"):
        raise Found("tokenizer_rewrites_text", part="model")
    vocabulary, merges = model.get("vocab"), model.get("merges")
    if type(vocabulary) is not dict or type(merges) is not list:
        raise Found("tokenizer_unusable", problem="vocab, merges")
    if len(vocabulary) > limits["vocabulary"] or len(merges) > MERGES:
        raise Found("tokenizer_too_large", found=max(len(vocabulary), len(merges)), most=limits["vocabulary"])
    if not all(type(number) is int and 0 <= number < 2**31 for number in vocabulary.values()):
        raise Found("tokenizer_unusable", problem="an id is no number")
    if len(set(vocabulary.values())) != len(vocabulary):
        raise Found("tokenizer_unusable", problem="two tokens have one id")
    return vocabulary


def _added(read: dict[str, Any], limits: dict[str, int]) -> dict[str, int]:
    """Return the added tokens, token -> id."""
    listed = read.get("added_tokens", [])
    if type(listed) is not list:
        raise Found("tokenizer_unusable", problem="added_tokens")
    if len(listed) > limits["added_tokens"]:
        raise Found("too_many_added_tokens", found=len(listed), most=limits["added_tokens"])
    tokens: dict[str, int] = {}
    for entry in listed:
        content, number = (entry.get("content"), entry.get("id")) if type(entry) is dict else (None, None)
        if type(content) is not str or type(number) is not int or number < 0 or content in tokens:
            raise Found("tokenizer_unusable", problem="added_tokens")
        # a token with a space inside is a phrase: a question, or an answer
        blank = len(content.split()) != 1 or any(entry.get(side) for side in ("lstrip", "rstrip", "single_word"))
        if blank or len(content) > limits["added_token_chars"]:
            raise Found("added_token_not_allowed", found=content)
        tokens[content] = number
    return tokens


def _check_size(tokens: dict[str, int], rows: int, limits: dict[str, int]) -> None:
    most = rows or limits["vocabulary"]
    size = max(tokens.values(), default=-1) + 1
    if size > limits["vocabulary"]:
        raise Found("tokenizer_too_large", found=size, most=limits["vocabulary"])
    if size > most:
        raise Found("tokenizer_larger_than_embeddings", found=size, most=most)
    if len(set(tokens.values())) != len(tokens):
        raise Found("tokenizer_unusable", problem="two tokens have one id")


def _check_parts(read: dict[str, Any]) -> None:
    """Raise `Found` for a part that could change what is read or written."""
    for key, kinds in (("normalizer", NORMALIZERS), ("decoder", DECODERS)):
        for part in _parts(read.get(key), key):
            _expect_kind(part, key, kinds)
    for part in _parts(read.get("pre_tokenizer"), "pre_tokenizer"):
        _expect_kind(part, "pre_tokenizer", PRE_TOKENIZERS)
        if part["type"] == "Split":
            _check_split(part)
    for part in _parts(read.get("post_processor"), "post_processor"):
        _expect_kind(part, "post_processor", POST_PROCESSORS)
        if part["type"] == "TemplateProcessing":
            _check_surrounding(part)


def _parts(part: object, key: str) -> list[dict[str, Any]]:
    """Return a part, or the parts of a sequence of them."""
    if part is None:
        return []
    if type(part) is not dict:
        raise Found("tokenizer_unusable", problem=key)
    if part.get("type") != "Sequence":
        return [part]
    plural = {"normalizer": "normalizers", "decoder": "decoders", "pre_tokenizer": "pretokenizers"}
    inner = part.get(plural.get(key, "processors"))
    if type(inner) is not list or len(inner) > 8 or not all(type(item) is dict for item in inner):
        raise Found("tokenizer_unusable", problem=key)
    return inner


def _expect_kind(part: dict[str, Any], key: str, kinds: set[str]) -> None:
    kind = part.get("type")
    if type(kind) is not str or kind not in kinds:
        raise Found("tokenizer_rewrites_text", part=f"{key}: {shown(kind)}")
    if kind == "ByteLevel" and key == "pre_tokenizer" and part.get("add_prefix_space"):
        raise Found("tokenizer_rewrites_text", part=f"{key}: add_prefix_space")


def _check_split(part: dict[str, Any]) -> None:
    pattern = part.get("pattern")
    text = next(iter(pattern.values()), None) if type(pattern) is dict else None
    if part.get("behavior") not in KEPT or type(text) is not str or len(text) > PATTERN_CHARS:
        raise Found("tokenizer_rewrites_text", part="pre_tokenizer: Split")


def _check_surrounding(part: dict[str, Any]) -> None:
    """A post-processor may put a few tokens around the text, and must leave the text where it is."""
    single, known = part.get("single"), part.get("special_tokens")
    kinds = [next(iter(item), None) if type(item) is dict else None for item in single] if type(single) is list else []
    if kinds.count("Sequence") != 1 or len(kinds) > 1 + ADDED_AROUND:
        raise Found("tokenizer_rewrites_text", part="post_processor: TemplateProcessing")
    for name, token in known.items() if type(known) is dict else ():  # one name may stand for a thousand tokens
        if type(token) is not dict or token.get("tokens") != [name] or len(token.get("ids") or ()) != 1:
            raise Found("tokenizer_rewrites_text", part="post_processor: TemplateProcessing")


def _check_padding(read: dict[str, Any], limits: dict[str, int]) -> None:
    """Trainers leave in tokenizer.json how they pad; who forgets to switch it off should not run out of memory."""
    padding, cutting = read.get("padding"), read.get("truncation")
    if type(padding) is dict and type(padding.get("strategy")) is dict:
        length = padding["strategy"].get("Fixed")
        if type(length) is not int or not 0 <= length <= limits["positions"]:
            raise Found("tokenizer_unusable", problem="padding")
    if type(padding) is dict and padding.get("pad_to_multiple_of") not in (None, *(2**power for power in range(13))):
        raise Found("tokenizer_unusable", problem="padding")
    if type(padding) not in (dict, type(None)) or type(cutting) not in (dict, type(None)):
        raise Found("tokenizer_unusable", problem="padding, truncation")


def _check_config(config: dict[str, Any], tokens: dict[str, int]) -> dict[str, str]:
    """Return the special tokens by place; raise `Found` for a key that names code or files, or tokens that are none."""
    for key, value in config.items():
        if CODE.search(key):
            raise Found("remote_code", file=CONFIG, setting=key)
        if key in FILES and value is not None:
            raise Found("tokenizer_key_not_allowed", setting=key)
    if type(config.get("tokenizer_class")) not in (str, type(None)) or config.get("tokenizer_class") not in TOKENIZERS:
        raise Found("tokenizer_class", found=config["tokenizer_class"])
    _check_decoder(config.get("added_tokens_decoder"), tokens)
    for key in CHANGING:
        if config.get(key):
            raise Found("tokenizer_rewrites_text", part=key)
    named = {key: _text_of(value) for key, value in config.items() if key.endswith("_token")}
    texts = [text for text in named.values() if text is not None]
    for key in ("additional_special_tokens", "extra_special_tokens"):
        value = config.get(key)
        listed = list(value.values()) if type(value) is dict else value
        texts += [_text_of(token) or "" for token in listed] if type(listed) is list else []
    for text in texts:
        if text not in tokens:
            raise Found("added_token_not_allowed", found=text)
    return {place: text for place, text in named.items() if place in PLACES and text is not None}


def _text_of(token: object) -> str | None:
    """Return the text of a token, written as text or as an object."""
    text = token.get("content") if type(token) is dict else token
    return text if type(text) is str else None


def _check_decoder(decoder: object, tokens: dict[str, int]) -> None:
    """`added_tokens_decoder` of older versions says the same as tokenizer.json, or it would add tokens to it."""
    if decoder is None:
        return
    if type(decoder) is not dict:
        raise Found("tokenizer_unusable", problem="added_tokens_decoder")
    for number, token in decoder.items():
        text = _text_of(token)
        if text is None or str(tokens.get(text)) != number:
            raise Found("added_token_not_allowed", found=text if text is not None else number)


def _check_legacy(folder: str, names: list[str], tokens: dict[str, int], limits: dict[str, int]) -> None:
    """The files of older versions say what tokenizer.json says: whoever reads them gets the same tokens."""
    if "added_tokens.json" in names:
        for text, number in read_object(folder, "added_tokens.json", limits["json_bytes"]).items():
            if tokens.get(text) != number:
                raise Found("added_token_not_allowed", found=text)
    if "special_tokens_map.json" in names:
        for value in read_object(folder, "special_tokens_map.json", limits["json_bytes"]).values():
            for token in value if type(value) is list else [value]:
                named = _text_of(token)
                if named is None or named not in tokens:
                    raise Found("added_token_not_allowed", found=named)


def _try_out(path: str, read: dict[str, Any]) -> None:
    """Load the tokenizer and see that texts come out as they went in; raise `Found`."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(path)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        if not tokenizer.encode("a").ids:
            raise Found("tokenizer_loses_text", found="a")
        for text in _texts(read):
            decoded = tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids, skip_special_tokens=False)
            if decoded != text:
                raise Found("tokenizer_loses_text", found=text[:40])
    except (Found, MemoryError):
        raise
    except BaseException as error:  # a panic of the library is a BaseException
        raise Found("tokenizer_unusable", problem=f"{type(error).__name__}: {error}") from None


def _texts(read: dict[str, Any]) -> list[str]:
    """Return texts that cost a regular expression most, and random ones. All are in normal form C."""
    draw = random.Random(20)
    alphabets = [
        "abcdefghijklmnopqrstuvwxyz ABC",
        "0123456789.,$%=<>#+-*/ ",
        " \n\t",
        "áéñçßøλжאπ中文かな한국어🙂🚀 ",
        "".join(chr(number) for number in range(32, 127)),
        "'s 't 're ’‘“”",
    ]
    texts = ["".join(draw.choices(alphabet, k=draw.choice((3, 40, 400)))) for alphabet in alphabets for _ in range(4)]
    letters = sorted(set(_patterns(read)) | set("a1 \n'!"))[:64]
    texts += [letter * length for letter in letters if letter.isprintable() or letter == "\n" for length in (28, 2000)]
    texts += ["ab" * (LONG // 2), "a" * LONG + "!", " " * LONG + "x", "1" * LONG, "a1 " * (LONG // 3), "#### 72\n"]
    return texts


def _patterns(read: dict[str, Any]) -> str:
    """Return the letters of the regular expressions of the pre-tokenizer: those that they look for."""
    parts = _parts(read.get("pre_tokenizer"), "pre_tokenizer")
    return "".join(c for part in parts if part["type"] == "Split" for c in str(part["pattern"]) if c.isascii())
