"""Tiny models as the tests of measuring need them: room for a prompt with examples, and one that learned rows by heart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from smol_leaderboard.evaluate import chatml
from smol_leaderboard.evaluate.job import Job
from smol_leaderboard.evaluate.looking import staged
from smol_leaderboard.evaluate.run import Court

from . import zoo

CLOCK = "2026-11-25T12:00:00Z"
COURT = Court(models=zoo.MODELS, tier=1, clock=lambda: CLOCK)


def tiny(folder: Path, *, positions: int = 4096, **changed: Any) -> Path:
    """A good repository whose model reads prompts of up to `positions` tokens, staged."""
    source = folder / "source"
    zoo.good(source, **changed)
    zoo.edit(source / "config.json", max_position_embeddings=positions)
    staged("tiny", source, folder / "model")
    return folder / "model"


def job(folder: Path, room: Path, tasks: Sequence[str] = ("format", "loss"), limit: int = 6, **changed: Any) -> Job:
    """What is measured of it. One thread: on what is tiny, two wait for each other."""
    return Job(
        model="ana/tiny", folder=str(folder), room=str(room), tasks=tuple(tasks), limit=limit, threads=1, **changed
    )


def learn(folder: Path, prompts: Sequence[tuple[str, str]], *, window: int, steps: int = 300, seed: int = 0) -> Path:
    """Train the model of a folder until it says these answers to the last `window` tokens of these prompts."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    tokens, model = AutoTokenizer.from_pretrained(folder), AutoModelForCausalLM.from_pretrained(folder)
    rows = []
    for prompt, answer in prompts:
        before = tokens(prompt, add_special_tokens=False).input_ids[-window:]
        after = tokens(answer + "<|im_end|>", add_special_tokens=False).input_ids
        rows.append((before + after, [-100] * len(before) + after))
    longest = max(len(ids) for ids, _ in rows)
    pad = tokens.pad_token_id
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row, _ in rows])
    labels = torch.tensor([row + [-100] * (longest - len(row)) for _, row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row, _ in rows])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(steps):
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() < 0.003:
            break
    torch.set_num_threads(threads)
    model.save_pretrained(folder)
    return folder


def prompt(messages: Sequence[dict[str, str]]) -> str:
    """What a model is asked."""
    return chatml.render(messages, True)
