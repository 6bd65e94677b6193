"""Greedy decoding in the judge, and the models that suites make speak."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from smol_grade.judge.decoding import chain, greedy, readable
from smol_grade.judge.world import World

from .test_world import build

__all__ = ["build"]


def generate(model: Any, prompt: list[int], limit: int) -> list[int]:
    """What transformers adds to a prompt."""
    torch = pytest.importorskip("torch")
    ids = torch.tensor([prompt])
    output = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=limit, do_sample=False)
    new: list[int] = output[0, len(prompt) :].tolist()
    return new


@pytest.mark.parametrize("seed", range(3))
def test_greedy_says_what_transformers_generates(build: ModuleType, seed: int) -> None:
    """A drawn model's continuation in NumPy is that of `generate`, in printable words, without special tokens."""
    pytest.importorskip("torch")
    tokenizer = World(seed).tokenizer("t")
    model = readable(World(seed).model("m", tokenizer, scale=0.5, layers=1), tokenizer)
    prompt = tokenizer.encode(tokenizer.render([{"role": "user", "content": "How many?"}], add_generation_prompt=True))
    said = greedy(model.logits, prompt, 8)
    assert generate(build.prepare(model.kind, model.data)(), prompt, 8) == said.ids
    assert said.gap > 0
    text = tokenizer.decode(said.ids)
    assert text.isascii()
    assert text.isprintable()
    assert not any(token in text for token in tokenizer.special_tokens.all)


def test_a_chain_says_what_it_was_built_for(build: ModuleType) -> None:
    """Each token follows from the last one; both decoders stop after the end token."""
    pytest.importorskip("torch")
    tokenizer = World(1).tokenizer("t")
    end = tokenizer.id_of(tokenizer.special_tokens.end)
    first, second, third, fourth = (tokenizer.encode(letter)[0] for letter in "abcd")
    model = chain("chain", tokenizer, {first: second, second: third, third: end, end: fourth}, otherwise=first)
    real = build.prepare(model.kind, model.data)()
    for prompt in ([first], [fourth], [second, fourth, first]):
        said = greedy(model.logits, prompt, 9, end)
        wanted = [second, third, end]
        assert (wanted if prompt[-1] == first else [first, *wanted]) == said.ids
        assert generate(real, prompt, 9) == said.ids
        assert said.gap > 1
    assert [second, third, end, fourth, first] == greedy(model.logits, [first], 5).ids


def test_greedy_takes_any_logits() -> None:
    """The logits may be those of any model; the limit holds, and the end token counts as one."""
    table = np.eye(4)[[1, 2, 3, 0]]
    assert [1, 2, 3] == greedy(lambda ids: table[ids], [0], 3, end=0).ids
    assert [1, 2, 3, 0] == greedy(lambda ids: table[ids], [0], 9, end=0).ids
