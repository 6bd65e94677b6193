"""The sandboxed process that holds a model: it answers in every kind of sandbox, and whatever it does, it is ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from smol_leaderboard.errors import ModelProcessDied
from smol_leaderboard.evaluate import model_process
from smol_leaderboard.evaluate.journal import Journal
from smol_leaderboard.evaluate.model_process import Completion, LogProb, ModelProcess

from . import zoo
from .conftest import Warm

ROOT = Path(__file__).parents[2]
PROMPTS = ["<|im_start|>user\nHow many pens?<|im_end|>\n<|im_start|>assistant\n", "The quick brown", "0123 ¿"]
PAIRS = [("The quick", " brown fox"), ("", "Quedan siete.")]


@pytest.fixture(scope="module")
def folder(warm: Warm) -> Path:
    """A tiny model that workers may read."""
    return readable(zoo.good(warm.folder / "process", initializer_range=0.4))


def readable(folder: Path) -> Path:
    """Let workers, which have user ids of their own, read a folder."""
    for path in (*folder.parents[:2], folder, *folder.iterdir()):
        path.chmod(0o755)
    return folder


def children() -> set[str]:
    """The processes below this one."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text("utf-8").split())


@pytest.mark.parametrize(
    "isolation", ["", "fork", *(pytest.param(kind, marks=pytest.mark.full) for kind in ("landlock", "spawn"))]
)
def test_a_model_answers_in_a_sandbox(isolation: str, folder: Path) -> None:
    """Texts, log-probabilities and facts come back, progress is told, the same question has the same answer, and
    nothing is left behind."""
    before = children()
    heard: list[tuple[int, int]] = []
    with ModelProcess(folder, threads=1, isolation=isolation) as process:
        about = process.about()
        texts = process.generate(PROMPTS, ["fox"], 9, lambda done, total: heard.append((done, total)))
        again = process.generate(PROMPTS, ["fox"], 9)
        scores = process.logprobs(PAIRS)
        whole = process.rolling(["The quick brown fox"])
    assert (about.layers, about.dtype, about.threads, about.longest) == (2, "float32", 1, 512)
    assert about.isolation == (isolation or about.isolation)
    assert texts == again
    assert {Completion} == {type(one) for one in texts}
    assert all(one.text and 0 < one.tokens <= 9 for one in texts)
    assert (3, 3) == heard[-1]
    assert all(isinstance(one, LogProb) and one.logprob < 0 and one.tokens > 0 for one in [*scores, *whole])
    assert before == children()


def test_an_interrupted_call_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between two reports ends the process with the block."""
    monkeypatch.setattr(model_process, "LIBRARIES", ())
    monkeypatch.setattr(model_process, "SOURCE", SOURCE.format(report={"results": [], "finished": False}))
    before = children()

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), ModelProcess(folder, threads=1) as process:
        process.generate(PROMPTS, [], 4, interrupt)
    assert before == children()


def test_weights_that_are_no_numbers_end_it(warm: Warm, warm_path: Path) -> None:
    """A log-probability that is none is not passed on."""
    tokens = zoo.tokenizer()
    broken = zoo.model(tokens)
    broken.model.norm.weight.data.fill_(float("nan"))
    broken.save_pretrained(warm_path / "nan")
    tokens.save_pretrained(warm_path / "nan")
    with ModelProcess(readable(warm_path / "nan"), threads=1, sandbox=warm.sandbox) as process:
        with pytest.raises(ModelProcessDied) as died:
            process.logprobs(PAIRS)
        assert "answer" == died.value.reason
        with pytest.raises(ModelProcessDied) as after:
            process.generate(PROMPTS, [], 4)
        assert "closed" == after.value.reason


def test_what_does_not_load_says_why(folder: Path, warm: Warm, warm_path: Path) -> None:
    """A layer too few, an adapter without a base, a process without memory: a reason each, and nothing is left."""
    before = children()
    shorter = warm_path / "shorter"
    zoo.good(shorter)
    zoo.edit(shorter / "config.json", num_hidden_layers=3)
    with pytest.raises(ModelProcessDied, match="missing_keys") as died:
        ModelProcess(readable(shorter), threads=1, sandbox=warm.sandbox)
    assert "error" == died.value.reason
    with pytest.raises(ModelProcessDied):
        ModelProcess(folder, threads=1, memory_mb=1, sandbox=warm.sandbox)
    assert before == children()


REPORTS: list[Any] = [
    [],
    {"results": [], "finished": True},
    {"results": [[0, "a", 1, "eos"]], "finished": True},
    {"results": [[0, "a", 1, "eos"], [0, "a", 1, "eos"]], "finished": True},
    {"results": [[2, "a", 1, "eos"]], "finished": True},
    {"results": [[True, "a", 1, "eos"], [1, "a", 1, "eos"]], "finished": True},
    {"results": [[0, "a", 10**9, "eos"], [1, "a", 1, "eos"]], "finished": True},
    {"results": [[0, "a", 1, "won"], [1, "a", 1, "eos"]], "finished": True},
    {"results": [[0, 7, 1, "eos"], [1, "a", 1, "eos"]], "finished": True},
    {"results": [[0, "a", 1, "eos", 9], [1, "a", 1, "eos"]], "finished": True},
    {"results": [[0, "a", 1, "eos"], [1, "a", 1, "eos"]], "finished": "yes"},
]
SOURCE = """
INFO = {{"parameters": 1, "vocabulary": 1, "layers": 1, "longest": 9, "threads": 1, "device": "cpu", "dtype": "x",
        "versions": {{}}, "own_forward": True}}
def open_model(*arguments): return INFO
def start_generating(*arguments): pass
def advance(seconds): return {report!r}
"""


@pytest.mark.parametrize("number", [0, 3, *(pytest.param(n, marks=pytest.mark.full) for n in (1, 2, *range(4, 11)))])
def test_a_process_that_was_taken_over_is_not_believed(
    number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that no honest process sends is refused, and ends it."""
    monkeypatch.setattr(model_process, "LIBRARIES", ())
    monkeypatch.setattr(model_process, "SOURCE", SOURCE.format(report=REPORTS[number]))
    with ModelProcess(folder) as process, pytest.raises(ModelProcessDied) as died:
        process.generate(PROMPTS[:2], [], 9)
    assert "answer" == died.value.reason


def test_silence_has_a_deadline(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that hangs is ended, and said to have."""
    monkeypatch.setattr(model_process, "LIBRARIES", ())
    monkeypatch.setattr(model_process, "SOURCE", SOURCE.format(report=0).replace("return 0", "\n    while True: pass"))
    with ModelProcess(folder) as process:
        monkeypatch.setattr(model_process, "STEP_S", 0.5)
        begun = time.monotonic()
        with pytest.raises(ModelProcessDied) as died:
            process.generate(PROMPTS[:2], [], 9)
    assert "timeout" == died.value.reason
    assert time.monotonic() - begun < 20


def test_lm_eval_is_imported_offline_and_nothing_else_is() -> None:
    """lm-eval's libraries believe that there is no Hub; programs that are started later are not told so."""
    code = (
        "import os; import smol_leaderboard.evaluate.language_model; import datasets\n"
        "print(datasets.config.HF_HUB_OFFLINE, sorted(name for name in os.environ if name.endswith('_OFFLINE')))"
    )
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
    here = {name: value for name, value in os.environ.items() if not name.endswith("_OFFLINE")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=here | {"PYTHONPATH": path}, capture_output=True, text=True, check=True)
    assert "True []\n" == done.stdout


def test_the_journal_is_asked_first_and_batches_stay_whole(
    folder: Path, warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """lm-eval's requests: a run that begins with half of the batches known asks the others, and answers the same."""
    from lm_eval.api.instance import Instance

    from smol_leaderboard.evaluate import language_model
    from smol_leaderboard.evaluate.language_model import SandboxedLM

    monkeypatch.setattr(language_model, "BATCH", 3)
    options = {"until": ["fox"], "max_gen_toks": 6, "do_sample": False}
    texts = [Instance("generate_until", {}, (f"{number} pens", options), 0) for number in (5, 1, 4, 1, 3, 2, 9)]
    pairs = [Instance("loglikelihood", {}, (f"{number} pens", " and pays"), 0) for number in (5, 1, 4, 1)]
    asked: list[list[str]] = []

    class Listening(ModelProcess):
        def generate(self, prompts: list[str], *more: Any) -> list[Completion]:
            asked.append(prompts)
            return super().generate(prompts, *more)

    with Listening(folder, threads=1, sandbox=warm.sandbox) as process:
        whole = Journal(tmp_path / "whole")
        model = SandboxedLM(process, whole)
        expected = model.generate_until(texts), model.loglikelihood(pairs)
        assert [["1 pens", "2 pens", "3 pens"], ["4 pens", "5 pens", "9 pens"]] == asked
        lines = (tmp_path / "whole").read_bytes().splitlines(keepends=True)
        (tmp_path / "half").write_bytes(b"".join(lines[:3]))
        asked.clear()
        resumed = SandboxedLM(process, Journal(tmp_path / "half"))
        assert expected == (resumed.generate_until(texts), resumed.loglikelihood(pairs))
        assert [["4 pens", "5 pens", "9 pens"]] == asked
        asked.clear()
        done = SandboxedLM(process, Journal(tmp_path / "half"))
        assert expected == (done.generate_until(texts), done.loglikelihood(pairs))
        assert [] == asked
