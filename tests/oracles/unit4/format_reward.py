"""Frozen cases of exercise 4.1: what TRL's think_format_reward says, and how a GRPOTrainer calls a reward function."""

import importlib.util
import random
from pathlib import Path

SEED = 11


def _texts():
    """Texts made of the parts that the rule is about, in any order."""
    draw = random.Random(SEED)
    parts = ["<think>", "</think>", "\n", " ", "a", "<think", "<Think>", "42"]
    drawn = ["".join(draw.choices(parts, k=draw.randint(0, 5))) for _ in range(60)]
    return drawn + ["<think>" + "".join(draw.choices(parts, k=draw.randint(0, 6))) for _ in range(60)]


def freeze():
    """Ask TRL."""
    from trl.rewards import think_format_reward

    texts = _texts()
    got = think_format_reward([[{"role": "assistant", "content": text}] for text in texts])
    cases = [{"kind": "form", "text": text, "reward": reward} for text, reward in zip(texts, got, strict=True)]
    return cases + [_called(chat) for chat in (False, True)]


def _called(chat):
    """What a trainer passes to a reward function, as names and types."""
    seen = []

    def recording(*args, **kwargs):
        seen.append((len(args), kwargs))
        return [float(len(ids)) for ids in kwargs["completion_ids"]]

    _grpo().trained([recording], chat=chat, rows=[{"answer": "#### 1", "tag": n} for n in range(4)])
    [(positional, kwargs)] = seen
    return {
        "kind": "call",
        "chat": chat,
        "positional": positional,
        "keywords": {name: _form(value) for name, value in sorted(kwargs.items())},
    }


def _form(value):
    """The type of a value, and of what is in it."""
    if type(value) is list and value:
        return [_form(value[0])]
    if type(value) is dict:
        return {name: _form(inner) for name, inner in sorted(value.items())}
    return "function" if callable(value) else type(value).__name__


def check(case, suite):
    """The suite's rule says the same; its calls have the same form."""
    if case["kind"] == "form":
        assert float(suite.has_form(case["text"])) == case["reward"], case["text"]
        return
    completions = [suite.as_chat("x") if case["chat"] else "x"]
    passed = suite.told(random.Random(SEED), completions, answer=["#### 1"], tag=[1])
    forms = {name: _form(value) for name, value in passed.items()}
    drawn = forms.keys() - case["keywords"].keys()
    assert len(drawn) == 1, f"{drawn} should be one drawn column"
    assert case["positional"] == 0
    for name, form in case["keywords"].items():
        assets = {"log_extra": "Function", "log_metric": "Function", "trainer_state": "NoneType"}
        assert forms[name] == form or forms[name] == assets.get(name), f"{name}: {forms[name]} is not {form}"


def _grpo():
    path = Path(__file__).parents[1] / "grpo_training.py"
    spec = importlib.util.spec_from_file_location("oracle_grpo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
