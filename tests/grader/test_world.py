"""The drawn world: the judge's oracle agrees with transformers, and no two runs are alike."""

from __future__ import annotations

import importlib.util
import random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smol_grade.judge import rows
from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "user", "assistant"]),
            "content": st.text(max_size=30) | st.sampled_from(rows.AWKWARD),
        }
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The worker's builder of assets."""
    path = PACKAGE / "_worker" / "smol_worker" / "assets.py"
    spec = importlib.util.spec_from_file_location("worker_assets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@settings(deadline=None, max_examples=60)
@given(messages=MESSAGES, seed=st.integers(0, 3), prompt=st.booleans())
def test_the_oracle_is_what_transformers_renders(
    build: ModuleType, messages: list[dict[str, str]], seed: int, prompt: bool
) -> None:
    """Jinja in the judge gives, character for character, what the tokenizer's own template gives in transformers."""
    drawn = World(seed).tokenizer("t")
    tokenizer: Any = build.prepare(drawn.kind, drawn.data)()
    expected = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=prompt)
    assert expected == drawn.render(messages, add_generation_prompt=prompt)
    ids = tokenizer.apply_chat_template(messages, add_generation_prompt=prompt)["input_ids"]
    assert expected == tokenizer.decode(ids)
    assert expected == drawn.decode(ids)


def test_a_tokenizer_takes_another_template(build: ModuleType) -> None:
    """With another template, a tokenizer renders that one, on both sides, and the first is left as it was."""
    drawn = World(0).tokenizer("t")
    messages = [{"role": "user", "content": "Hi"}]
    before, key = drawn.render(messages), drawn.key
    other = drawn.with_template("{%- for message in messages %}{{- message['content'] + '!' }}{%- endfor %}")
    tokenizer: Any = build.prepare(other.kind, other.data)()
    assert "Hi!" == other.render(messages) == tokenizer.apply_chat_template(messages, tokenize=False)
    assert before == drawn.render(messages)
    assert key == drawn.key != other.key


def test_every_run_is_another_world_and_a_seed_brings_it_back() -> None:
    """Special tokens and vocabulary differ from seed to seed, and are the same for the same seed."""
    worlds = [World(seed).tokenizer("t") for seed in range(20)]
    assert 20 == len({tokenizer.special_tokens for tokenizer in worlds})
    assert 20 == len({tokenizer.data["tokenizer_json"] for tokenizer in worlds})
    assert worlds[3].data == World(3).tokenizer("t").data
    assert not any("im_start" in token for tokenizer in worlds for token in tokenizer.special_tokens.all)


def test_real_rows_are_sampled_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without GSM8K_DIR rows are made up in the same form."""
    monkeypatch.delenv("GSM8K_DIR", raising=False)
    for row in rows.sample_gsm8k(random.Random(1), 50):
        assert {"question", "answer"} == row.keys()
        assert row["answer"].splitlines()[-1].startswith("#### ")
        assert "<<" in row["answer"]
