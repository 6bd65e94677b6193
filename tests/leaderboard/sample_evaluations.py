"""Made-up evaluations of models, by seed. Nothing here was measured: names and data say that they are samples."""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Iterator, Mapping

from smol_leaderboard.schema import (
    EvaluationEnvironment,
    EvaluationRecord,
    Gain,
    TaskResult,
    record_id,
    request_key,
    sealed_record,
)

from .sample_board import moment, subject

PROTOCOL = "smol-eval-1+0123456789ab"
LATER_PROTOCOL = "smol-eval-2+0123456789ab"
MILLION = 1_000_000
BASES = {"135M": "sample-base/SmolLM2-135M", "360M": "sample-base/SmolLM2-360M"}
PARAMETERS = {"135M": 134_515_008, "360M": 361_821_120}
COURSE = 10**9 + 1
"""The learner's number under which references are measured."""
N = {"gsm8k": 1319, "heldout": 500, "format": 300, "loss": 400}
METRICS = {"gsm8k": "exact_match", "heldout": "exact_match", "format": "accuracy", "loss": "bits_per_byte"}
Z = 1.959964


def digest(*parts: object) -> str:
    """Return 64 digits for some parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def result(
    task: str, value: int, n: int = 0, *, low: int = -1, high: int = -1, samples: str = "", samples_sha256: str = ""
) -> TaskResult:
    """Return a result with Wilson's interval for proportions and a normal one for the loss, unless bounds are given."""
    n = n or N.get(task, 100)
    metric = METRICS.get(task, "accuracy")
    if metric == "bits_per_byte":
        stderr = round(0.2 * MILLION / math.sqrt(n))
        bounds = (value - round(Z * stderr), value + round(Z * stderr))
    else:
        p = value / MILLION
        stderr = round(MILLION * math.sqrt(p * (1 - p) / n))
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        bounds = (math.floor((middle - half) * MILLION), math.ceil((middle + half) * MILLION))
    return TaskResult(
        task=task,
        metric=metric,
        n=n,
        value=value,
        stderr=stderr,
        low=max(0, min(bounds[0], value)) if low < 0 else low,
        high=max(bounds[1], value) if high < 0 else high,
        extra={"flexible": min(MILLION, value + 1000)} if task == "gsm8k" else {},
        data="made up for a sample",
        data_sha256=digest("data", task),
        samples_sha256=samples_sha256 or digest("samples", task, value),
        samples=samples,
    )


def evaluation(
    learner: int,
    results: tuple[TaskResult, ...] = (),
    *,
    model: str = "",
    unit: str = "instruction",
    request: int = 0,
    received: int = 0,
    at: int = -1,
    size_class: str = "135M",
    protocol: str = PROTOCOL,
    limit: int = 0,
    flags: tuple[str, ...] = (),
    counts_not: tuple[str, ...] = (),
    gains: tuple[Gain, ...] = (),
    supersedes: str = "",
    reference: str = "",
    tier: int = 1,
    revision: str = "",
) -> EvaluationRecord:
    """Return a made-up evaluation. `received` and `at` are seconds, as of a made-up grade."""
    name = model or f"learner-{learner}/sample-sft"
    weights = digest("weights", name, revision, request)
    key = "" if reference else request_key(str(learner), f"model {unit} {request}")
    values = {one.task: one for one in results or (result("loss", 900_000),)}
    gap = stderr = 0
    if {"gsm8k", "heldout"} <= values.keys():
        gap = values["gsm8k"].value - values["heldout"].value
        stderr = round(math.hypot(values["gsm8k"].stderr, values["heldout"].stderr))
    return sealed_record(
        EvaluationRecord(
            id=record_id("evaluation", key or name, weights, f"{protocol} {limit}", supersedes),
            subject=subject(learner),
            at=moment(received + 600 if at < 0 else at),
            request=key,
            unit="" if reference else unit,
            received_at="" if reference else moment(received),
            model=name,
            revision=revision or weights[:40],
            base="" if reference else BASES.get(size_class, ""),
            size_class=size_class,
            parameters=PARAMETERS.get(size_class, 1),
            weights_sha256=weights,
            template_sha256=digest("template"),
            submitted_template_sha256=digest("template", name) if "template_adds_content" in flags else "",
            protocol=protocol,
            limit=limit,
            flags=flags,
            counts=not counts_not and not reference,
            counts_not=(*counts_not, "reference") if reference else counts_not,
            results=tuple(values.values()),
            gains=gains,
            overfit_gap=gap,
            overfit_gap_stderr=stderr,
            cohort="2026-09",
            seed_commitment=digest("seed", key) if key else "",
            supersedes=supersedes,
            reference=reference,
            environment=EvaluationEnvironment(
                python="3.11.9",
                platform="Linux x86_64",
                isolation="namespaces",
                tier=tier,
                device="cpu",
                threads=2,
                dtype="float32",
                batch_size=32,
                versions={"torch": "2.13.0", "transformers": "5.23.0", "lm_eval": "0.4.13"},
            ),
        )
    )


def samples(model: str, task: str, count: int = 30) -> bytes:
    """Return made-up samples of a task, as JSONL."""
    lines = []
    for index in range(count):
        right = index % 3 == 0
        answer = str(7 * index)
        said = answer if right else str(7 * index + 1)
        lines.append(
            {
                "task": task,
                "number": index,
                "prompt_sha256": digest("prompt", index),
                "messages": [
                    {"role": "user", "content": f"A sample: what is 7 times {index}?" + " Think first." * index}
                ],
                "target": answer,
                "replies": [_reply(task, f"7 times {index} is <b>{said}</b>.\n#### {said}", index)],
                "total": 900.0 + index if task == "loss" else float(right),
                "weight": 1000.0 if task == "loss" else 1.0,
                "extra": {"flexible": float(right or index == 7)} if task == "gsm8k" else {},
            }
        )
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def _reply(task: str, text: str, index: int) -> dict[str, object]:
    if task == "loss":
        return {"logprob": -700.0 - index, "greedy": False}
    return {"text": text, "ended": "length" if index % 5 == 4 else "eos", "tokens": len(text) // 3}


def samples_path(model: str, task: str) -> str:
    """Return where made-up samples lie."""
    return f"samples/{digest(model)[:16]}/{task}.jsonl"


def crowd(seed: int = 1, learners: int = 24) -> Iterator[tuple[EvaluationRecord, Mapping[str, bytes]]]:
    """Yield evaluations of two base models and of learners' models, each with the files of its samples."""
    draw = random.Random(seed)
    bases = {}
    for size, loss, right in (("135M", 1_050_000, 18_000), ("360M", 880_000, 70_000)):
        made = _measured(draw, BASES[size], loss, right, right)
        bases[size] = evaluation(COURSE, made[0], model=BASES[size], size_class=size, reference=BASES[size])
        yield bases[size], made[1]
    for learner in range(learners):
        size = "360M" if learner % 4 == 3 else "135M"
        model = f"learner-{learner}/sample-sft-{size.lower()}"
        step = draw.randrange(-20_000, 160_000)
        right = draw.randrange(10_000, 90_000)
        learnt_by_heart = learner % 9 == 4
        made = _measured(
            draw, model, 1_000_000 - step, 600_000 if learnt_by_heart else right + draw.randrange(-8_000, 15_000), right
        )
        gains = (Gain(task="loss", base=bases[size].id, difference=step, low=step - 12_000, high=step + 12_000),)
        why = [code for code, so in (("overfit", learnt_by_heart), ("not_better_than_base", step <= 12_000)) if so]
        if learner % 11 == 5:
            why.insert(0, "no_nonce")
        flags = ("template_adds_content",) if learner % 7 == 2 else ("near_copy",) if learner % 8 == 6 else ()
        if learner % 7 == 2:
            why.append("flagged")
        unit = ("instruction", "preference")[learner % 5 == 0]
        one = evaluation(
            learner, made[0], model=model, unit=unit, received=86_400 * learner, size_class=size, flags=flags,
            counts_not=tuple(why), gains=gains,
        )  # fmt: skip
        yield one, made[1]
    yield evaluation(0, (result("loss", 700_000, 64),), model="learner-0/sample-trial", limit=64), {}


def _measured(
    draw: random.Random, model: str, loss: int, public: int, secret: int
) -> tuple[tuple[TaskResult, ...], dict[str, bytes]]:
    values = {"loss": loss, "format": draw.randrange(200_000, 950_000), "heldout": secret, "gsm8k": public}
    files, results = {}, []
    for task, value in values.items():
        if task == "heldout":
            results.append(result(task, value))
            continue
        content = samples(model, task)
        files[samples_path(model, task)] = content
        sha = hashlib.sha256(content).hexdigest()
        results.append(result(task, value, samples=samples_path(model, task), samples_sha256=sha))
    return tuple(results), files
