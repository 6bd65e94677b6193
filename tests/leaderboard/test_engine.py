"""The engine of the model process against plain arithmetic: same texts, same log-probabilities, whatever is shared."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from . import zoo

WORKER = Path(__file__).parents[2] / "grader" / "smol_grade" / "_worker"
PARTS = ("batching", "generating", "generic", "llama", "loading", "lora", "scoring", "text")
SHOTS = "<|im_start|>user\nAna buys 3 pens for $2 each.<|im_end|>\n<|im_start|>assistant\n#### 6<|im_end|>\n" * 2
PROMPTS = [f"{SHOTS}<|im_start|>user\n{asked}<|im_end|>\n<|im_start|>assistant\n" for asked in (
    "The quick brown fox", "9", "Solve problems step by step, please, and say why.", "¿Quedan siete?", "Hm", "0123 #### 4",
    "You are a helpful tutor",
)]  # fmt: skip
PAIRS = [
    *(("The quick brown fox jumps over the", f" {word}") for word in ("lazy dog", "lazy", "fox", "dog and the fox")),
    ("", "Quedan siete."),
    ("Ana buys 3 pens ", "and pays"),
    (PROMPTS[0], "#### 4"),
    (PROMPTS[0] + "#### 4<|im_end|>\n<|im_start|>user\nWhy?", " Because<|im_end|>"),
    *((prompt, "step by step") for prompt in PROMPTS),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    """The modules of the untrusted side, by name."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # two that wait for each other on a busy machine take a hundred times as long
    sys.path.insert(0, str(WORKER))
    yield SimpleNamespace(**{name: importlib.import_module(f"smol_model.{name}") for name in PARTS})
    sys.path.remove(str(WORKER))
    torch.set_num_threads(threads)
    for name in [name for name in sys.modules if name.partition(".")[0] == "smol_model"]:
        del sys.modules[name]


def architecture(kind: str, folder: Path) -> Path:
    """Save a tiny model with weights large enough that no two logits are close."""
    import torch
    import transformers

    tokens = zoo.tokenizer()
    ids = {name: getattr(tokens, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    sizes = {"hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4}
    sizes |= {"num_key_value_heads": 2, "max_position_embeddings": 512, "vocab_size": len(tokens)}
    more = {"attention_bias": True, "tie_word_embeddings": True} if kind == "Llama" else {}
    torch.manual_seed(5)
    config = getattr(transformers, f"{kind}Config")(**sizes, **ids, **more, initializer_range=0.4)
    getattr(transformers, f"{kind}ForCausalLM")(config).save_pretrained(folder, max_shard_size="60KB")
    tokens.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module", params=["Llama", "SmolLM3", "Qwen2"])
def opened(request: pytest.FixtureRequest, engine: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A loaded model, transformers' own copy of it, and our way of asking it: own forward passes, and transformers'."""
    import torch
    from transformers import AutoModelForCausalLM

    folder = architecture(request.param, tmp_path_factory.mktemp(request.param))
    plain = AutoModelForCausalLM.from_pretrained(folder).eval()
    with torch.inference_mode():
        loaded = engine.loading.load(str(folder), "", "float32", "cpu")
        own = engine.llama.usable(loaded.model)
        assert own == (request.param != "Qwen2")
        network = engine.llama.network(loaded.model) if own else engine.generic.Generic(loaded.model)
    text = engine.text.Text(loaded.tokenizer)
    return SimpleNamespace(engine=engine, loaded=loaded, network=network, text=text, plain=plain)


def alone(opened: Any, prompt: str, stops: list[str], most: int) -> str:
    """Generate the slow way: the whole text through transformers for each token, no cache, no batch."""
    import torch

    tokens, said = opened.loaded.tokenizer.encode(prompt, add_special_tokens=False), []
    while len(said) < most:
        with torch.inference_mode():
            token = int(opened.plain(torch.tensor([tokens + said])).logits[0, -1].argmax())
        if token == opened.loaded.tokenizer.eos_token_id:
            break
        said.append(token)
        if any(stop in opened.loaded.tokenizer.decode(said) for stop in stops):
            break
    text = opened.loaded.tokenizer.decode(said, skip_special_tokens=True)
    for stop in stops:
        text = text.split(stop)[0]
    return str(text)


@pytest.mark.parametrize("rows", [64, 3])
def test_texts_are_those_of_each_prompt_alone(opened: Any, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shared beginning, rows that leave and rows that come later change no letter; each stops at its own place."""
    import torch

    monkeypatch.setattr(opened.engine.generating, "ROWS", rows)
    free = [alone(opened, prompt, [], 24) for prompt in PROMPTS]
    stops = [free[0][4:6], free[1][7:9]]  # what they do say, in the middle of it, across tokens
    expected = [alone(opened, prompt, stops, 24) for prompt in PROMPTS]
    assert len({len(text) for text in expected}) > 2
    with torch.inference_mode():
        steps = list(
            opened.engine.generating.generate(
                opened.network, opened.text, opened.loaded.ends, opened.loaded.longest, PROMPTS, stops, 24
            )
        )
    found = {number: text for step in steps for number, text, _, _ in step}
    assert expected == [found[number] for number in range(len(PROMPTS))]


def test_log_probabilities_are_those_of_each_pair_alone(opened: Any) -> None:
    """What lm-eval's rules take for context and continuation, summed in float64 over one forward pass a pair."""
    import torch

    pairs = [opened.text.pair(*pair) for pair in PAIRS]
    with torch.inference_mode():
        scored = sorted(
            one for batch in opened.engine.scoring.score(opened.network, opened.loaded.longest, pairs) for one in batch
        )
        for (first, second), (_, value, tokens, greedy) in zip(pairs, scored, strict=True):
            logits = opened.plain(torch.tensor([first + second])).logits[0, len(first) - 1 : -1].double()
            chosen = torch.log_softmax(logits, -1)[range(len(second)), second]
            assert float(chosen.sum()) == pytest.approx(value, rel=1e-4)
            assert (len(second), logits.argmax(-1).tolist() == second) == (tokens, greedy)


def test_a_whole_text_is_scored_in_windows(opened: Any) -> None:
    """Longer than the model takes: each token once, with as much before it as fits, as lm-eval cuts it."""
    import torch
    from lm_eval.utils import get_rolling_token_windows, make_disjoint_window

    texts = [opened.text.encode("The quick brown fox jumps over the lazy dog. " * 2), opened.text.encode("Hm.")]
    longest, before = 9, opened.text.before_everything
    with torch.inference_mode():
        batches = opened.engine.scoring.score_rolling(opened.network, longest, before, texts)
        found = [value for batch in batches for _, value, _, _ in batch]
        expected = []
        for text in texts:
            total = 0.0
            for window in get_rolling_token_windows(text, before, longest, 1):
                first, second = make_disjoint_window(window)
                logits = opened.plain(torch.tensor([first + second])).logits[0, len(first) - 1 : -1].double()
                total += float(torch.log_softmax(logits, -1)[range(len(second)), second].sum())
            expected.append(total)
    assert expected == pytest.approx(found, rel=1e-4)


def test_a_stop_string_ends_a_text_wherever_tokens_are_cut(engine: Any) -> None:
    """Not a token before it is complete, also where it begins and ends inside tokens, or is a special token."""
    tokens = zoo.tokenizer()
    text = engine.text.Text(tokens)
    for stop in ("\nQuestion:", "s. S", "ñ", "<|im_start|>"):
        said = tokens.encode(
            "Solve problems. Solve ¿señor?\nQuestion: again <|im_start|> and so on", add_special_tokens=False
        )
        stops = engine.text.Stops(text, [stop])
        at = next(at for at in range(1, len(said) + 1) if stops.reached(said[:at]))
        assert (True, False) == (stop in tokens.decode(said[:at]), stop in tokens.decode(said[: at - 1]))
        assert tokens.decode(said, skip_special_tokens=True).split(stop)[0].startswith(stops.cut(said[:at]))
        assert stop not in stops.cut(said[:at])


def test_trees_hold_every_text(engine: Any) -> None:
    """Each text can be read off its path, and what begins alike is there once."""
    texts = [[*range(40)], [*range(40), 7, 8], [*range(40), 7, 9, 9], [1, 2, 3], [*range(30), 99]]
    grown = engine.batching.trees(texts, lines_only=False)
    for tree in grown:
        for number, path in tree.paths.items():
            assert texts[number] == [tree.tokens[place] for place in path]
            assert [*range(len(path))] == [tree.depths[place] for place in path]
    assert sorted(range(len(texts))) == sorted(number for tree in grown for number in tree.paths)
    assert 40 + 2 + 2 + 1 + 3 == sum(len(tree.tokens) for tree in grown)


@pytest.mark.parametrize(
    "changed", [{}, {"use_rslora": True}, {"alpha_pattern": {"q_proj": 3}, "rank_pattern": {"v_proj": 2}}]
)
def test_an_adapter_is_merged_as_peft_merges_it(changed: dict[str, Any], engine: Any, tmp_path: Path) -> None:
    """The same weights, whatever base the adapter's configuration names."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    base = zoo.good(tmp_path / "base")
    torch.manual_seed(1)
    config = LoraConfig(r=4, lora_alpha=7, target_modules=["q_proj", "v_proj", "down_proj"], **changed)
    adapted: Any = get_peft_model(AutoModelForCausalLM.from_pretrained(base), config)
    for name, parameter in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter)
    adapted.save_pretrained(tmp_path / "adapter")
    zoo.edit(tmp_path / "adapter" / "adapter_config.json", base_model_name_or_path="somebody/else")
    merged = adapted.merge_and_unload().state_dict()
    loaded = engine.loading.load(str(tmp_path / "adapter"), str(base), "float32", "cpu")
    found = loaded.model.state_dict()
    assert merged.keys() == found.keys()
    for name, tensor in merged.items():
        torch.testing.assert_close(found[name], tensor)


def test_what_is_no_plain_adapter_is_refused(engine: Any, tmp_path: Path) -> None:
    """DoRA, and an adapter without its base."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    base = zoo.good(tmp_path / "base")
    made: Any = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base), LoraConfig(r=2, use_dora=True, target_modules=["q_proj"])
    )
    made.save_pretrained(tmp_path / "adapter")
    with pytest.raises(engine.lora.Unmergeable, match="use_dora"):
        engine.loading.load(str(tmp_path / "adapter"), str(base), "float32", "cpu")
    with pytest.raises(engine.loading.Unloadable):
        engine.loading.load(str(tmp_path / "adapter"), "", "float32", "cpu")
