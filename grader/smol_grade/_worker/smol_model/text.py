"""Between texts and tokens: lm-eval's rules for its `hf` backend, so that the same request is the same tokens.

`lm_eval.api.model.TemplateLM._encode_pair` and `lm_eval.models.huggingface.HFLM.tok_encode`, version 0.4.13.
"""

from __future__ import annotations

from typing import Any

LONGEST_TEXT = 100_000
"""Characters of a reply; an honest one has some thousands."""


class Text:
    """A tokenizer, asked in lm-eval's way."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        bos, eos = tokenizer.bos_token_id, tokenizer.eos_token_id
        self.before_everything: int = bos if bos is not None else eos
        """The token that stands where a text without a context begins."""
        self._beginning: str = tokenizer.decode([self.before_everything]) if self.before_everything is not None else ""
        self.end: str = tokenizer.decode([eos], skip_special_tokens=False) if eos is not None else ""

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text; the tokenizer's own beginning is not added to a text that has it."""
        if self._beginning and text.startswith(self._beginning):
            return self._ids(text, add_special_tokens=False)
        return self._ids(text)

    def pair(self, context: str, continuation: str) -> tuple[list[int], list[int]]:
        """Return the tokens of both parts, neither of them empty; the boundary's spaces belong to the second."""
        if not context:
            second = self._ids(continuation, add_special_tokens=False)
            if second and second[0] == self.before_everything:
                return second[:1], second[1:]
            return [self.before_everything], second
        spaces = len(context) - len(context.rstrip())
        if spaces:
            continuation = context[-spaces:] + continuation
            context = context[:-spaces]
        whole, first = self.encode(context + continuation), self.encode(context)
        return first, whole[len(first) :]

    def decode(self, tokens: list[int], *, special: bool = False) -> str:
        """Return the text of tokens, with special ones or without."""
        text: str = self.tokenizer.decode(tokens, skip_special_tokens=not special)
        return text[:LONGEST_TEXT]

    def _ids(self, text: str, **options: Any) -> list[int]:
        found: list[int] = self.tokenizer.encode(text, **options)
        return found


class Stops:
    """Knows when a text has reached one of its stop strings, and what is left of it then."""

    def __init__(self, text: Text, stops: list[str]) -> None:
        self._text = text
        self._stops = list(dict.fromkeys(stop for stop in [*stops, text.end] if stop))
        longest = max((len(stop.encode()) for stop in self._stops), default=0)
        self._window = longest + 5
        """Tokens at the end that a stop string can begin in: each has a byte or more, and one may be half a letter."""

    def reached(self, tokens: list[int]) -> bool:
        """Return whether the newest token has completed a stop string, which may begin inside another token."""
        near = self._text.decode(tokens[-self._window :], special=True)
        seen = [stop for stop in self._stops if stop in near]
        if not seen or len(tokens) <= self._window:
            return bool(seen)
        whole = self._text.decode(tokens, special=True)  # a decoder may treat a beginning differently
        return any(stop in whole for stop in seen)

    def cut(self, tokens: list[int]) -> str:
        """Return the text of tokens up to the first stop string, without special tokens."""
        text = self._text.decode(tokens)
        for stop in self._stops:
            text = text.split(stop)[0]
        return text
