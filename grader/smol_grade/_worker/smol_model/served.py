"""The functions that the judge's side calls, each with plain data, and never with an answer.

`open_model` first; then `start_generating` or `start_scoring`, and `advance` until it says `finished`: each `advance`
works for about as long as it is told, so that the other side hears of progress, and can tell slow from stuck.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from . import generating, generic, llama, loading, scoring
from .text import Text

__all__ = ["about", "advance", "open_model", "start_generating", "start_rolling", "start_scoring"]

MOST_THREADS = 32
"""More than a session's processes may be would end it."""


@dataclass
class _State:
    loaded: loading.Loaded
    network: Any
    text: Text
    info: dict[str, Any]
    work: Iterator[list[Any]] | None = None


_states: list[_State] = []


def open_model(folder: str, base_folder: str, dtype: str, threads: int, device: str) -> dict[str, Any]:
    """Load a model and return what `about` returns. `threads` 0: all cores; `base_folder` empty: no adapter."""
    import torch

    torch.set_num_threads(min(threads or _cores(), MOST_THREADS))
    with torch.inference_mode():
        loaded = loading.load(folder, base_folder, dtype, device)
        parameters = sum(one.numel() for one in loaded.model.parameters())
        config = loaded.model.config
        network: Any = None
        if llama.usable(loaded.model):
            try:
                network = llama.network(loaded.model)
            except llama.Inexact:  # our forward pass has used the weights up
                loaded = loading.load(folder, base_folder, dtype, device)
        own = network is not None
        network = network or generic.Generic(loaded.model)
    info = {
        "parameters": parameters,
        "vocabulary": config.get_text_config().vocab_size,
        "layers": config.get_text_config().num_hidden_layers,
        "longest": loaded.longest,
        "device": device,
        "dtype": dtype,
        "threads": torch.get_num_threads(),
        "own_forward": own,
        "versions": {name: version(name) for name in ("torch", "transformers", "tokenizers")}
        | {"python": platform.python_version()},
    }
    _states[:] = [_State(loaded, network, Text(loaded.tokenizer), info)]
    return info


def about() -> dict[str, Any]:
    """Return the facts of the model that is open."""
    return _states[0].info


def start_generating(prompts: list[str], stops: list[str], max_new_tokens: int) -> None:
    """Begin to generate the greedy texts of prompts; `advance` gives `[number, text, tokens, ended]` for each."""
    state = _states[0]
    ends, longest = state.loaded.ends, state.loaded.longest
    state.work = generating.generate(state.network, state.text, ends, longest, prompts, stops, max_new_tokens)


def start_scoring(pairs: list[list[str]]) -> None:
    """Begin to score (context, continuation); `advance` gives `[number, log-probability, tokens, greedy]` for each."""
    state = _states[0]
    encoded = [state.text.pair(context, continuation) for context, continuation in pairs]
    state.work = scoring.score(state.network, state.loaded.longest, encoded)


def start_rolling(texts: list[str]) -> None:
    """Begin to score whole texts; `advance` gives what it gives for pairs."""
    state = _states[0]
    encoded = [state.text.encode(text) for text in texts]
    longest, before = state.loaded.longest, state.text.before_everything
    state.work = scoring.score_rolling(state.network, longest, before, encoded)


def advance(seconds: float) -> dict[str, Any]:
    """Work for some seconds, or one step; return what has finished since, in whatever order, and whether all has."""
    import torch

    work = _states[0].work
    if work is None:
        raise RuntimeError("nothing was started")
    until = time.monotonic() + seconds
    results: list[Any] = []
    with torch.inference_mode():
        for finished in work:
            results += finished
            if time.monotonic() >= until:
                return {"results": results, "finished": False}
    _states[0].work = None
    return {"results": results, "finished": True}


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
