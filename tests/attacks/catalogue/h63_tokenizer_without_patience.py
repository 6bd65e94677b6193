# attack: builds a tokenizer whose pattern never comes to an end, and which panics past every `except Exception`
# group: h
# targets: text tensor trainer
# ends: wrong error timeout crashed
# control: none: a naive grader waits for ever, or ends with the error

import contextlib

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

PATTERNS = ("(a+)+$", "(a|aa)+$", "(.*a){25}$", "(?<=(a+)+)b")
LENGTH = 200


def attack(*args, **kwargs):
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "?": 1}, unk_token="?"))
    text = "a" * LENGTH + "!"
    for pattern in PATTERNS:
        # the error of a panic in Rust is no Exception: it derives from BaseException, and comes through here
        with contextlib.suppress(Exception):
            tokenizer.normalizer = normalizers.Replace(Regex(pattern), "")
            tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(pattern), "isolated")
            tokenizer.encode(text)
    while True:
        tokenizer.encode_batch([text] * 1000)
