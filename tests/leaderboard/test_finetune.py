"""The programs that make the models which the evaluation is tried on: benchmarks/finetune.py and memorise.py.

The default forms go the whole way (rows, unit 1's solutions, trainer, folder, losses) with a tiny random model; what they
do to the real SmolLM2 takes half an hour and is in docs/proofs.log.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
for needed in ("torch", "trl", "peft", "datasets"):
    pytest.importorskip(needed, reason=f"{needed} is not installed: the extra train brings it")
sys.path.append(str(ROOT / "benchmarks"))

import finetune  # noqa: E402
import held_out  # noqa: E402
import memorise  # noqa: E402
import smollm2  # noqa: E402
from held_out import Conversation  # noqa: E402

SHOTS = [{"role": "user", "content": "Two and two?"}, {"role": "assistant", "content": "2+2 = <<2+2=4>>4\n#### 4"}]


def problems(count: int, *, first: int = 1) -> list[dict[str, str]]:
    """Rows like GSM8K's, of few words."""
    return [
        {
            "question": f"Ana has {n} nuts and finds {n + 3}. How many nuts?",
            "answer": f"Ana has {n}+{n + 3} = <<{n}+{n + 3}={2 * n + 3}>>{2 * n + 3} nuts.\n#### {2 * n + 3}",
        }
        for n in range(first, first + count)
    ]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """What is tiny is slower with several threads, much slower on a busy machine."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random Llama of two layers with a small ChatML tokenizer, as transformers saves one."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    texts = [text for row in problems(30) for text in row.values()]
    bpe.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=330, special_tokens=special, initial_alphabet=alphabet)
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe, bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<|im_end|>"
    )
    torch.manual_seed(5)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
        tie_word_embeddings=True,
    )
    folder = tmp_path_factory.mktemp("tiny") / "base"
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_unit_1s_solutions_tune_a_model_and_the_gain_is_measured(tiny: Path, tmp_path: Path) -> None:
    """From rows to an ordinary folder of TRL whose model predicts unseen answers better, beyond the interval."""
    out, said = tmp_path / "tuned", list[str]()
    trained, compared = finetune.finetune(
        tiny, out, problems(40), problems(8, first=60), steps=12, minutes=1, learning_rate=1e-2, say=said.append
    )
    assert (12, 12, 40) == (trained.steps, trained.planned, trained.rows)
    written = {path.name for path in out.iterdir()}
    assert {"model.safetensors", "config.json", "tokenizer.json", "chat_template.jinja", "README.md"} <= written
    assert f"base_model: {smollm2.HUB_ID}" in (out / "README.md").read_text("utf-8")
    assert compared.tuned < compared.base
    assert 0 < compared.low < compared.gain < compared.high
    lines = [json.loads(line) for line in (tmp_path / "tuned.losses.jsonl").read_text("utf-8").splitlines()]
    assert list(range(8)) == [line["row"] for line in lines]
    bits = [
        sum(line[f"{name}_bits"] for line in lines) / sum(line["bytes"] for line in lines) for name in ("base", "tuned")
    ]
    assert [compared.base, compared.tuned] == pytest.approx(bits)
    assert compared.sentence() in finetune.entry(trained, compared, 8, 1e-2)
    assert any("tuned is complete" in line for line in said)


def test_a_training_that_is_late_is_stopped(tiny: Path, tmp_path: Path) -> None:
    """The clock ends it, and what was learnt until then is saved."""
    model, tokenizer = finetune.load(tiny)
    data = finetune.conversations_of(problems(16), tokenizer)
    trained = finetune.train(
        model, tokenizer, data, tmp_path / "late", steps=500, minutes=1e-6, learning_rate=1e-3, say=lambda _: None
    )
    assert (1, 500) == (trained.steps, trained.planned)
    assert (tmp_path / "late" / "model.safetensors").is_file()


def test_bits_per_byte_are_those_of_the_assistants_tokens(tiny: Path) -> None:
    """The loss of a batch of rows of unlike length is what one row at a time, token by token, adds up to."""
    import torch

    model, tokenizer = finetune.load(tiny)
    conversations = finetune.conversations_of(problems(3), tokenizer)
    conversations.append([*SHOTS, {"role": "user", "content": "é?"}, {"role": "assistant", "content": "ñ ∑"}])
    measured = held_out.losses(model, tokenizer, conversations, batch=3)
    for messages, one in zip(conversations, measured, strict=True):
        bits, size, before = 0.0, 0, ""
        for i, message in enumerate(messages):
            after: str = tokenizer.apply_chat_template(messages[: i + 1], tokenize=False)
            if message["role"] == "assistant":
                header = before + "<|im_start|>assistant\n"
                start = len(tokenizer(header)["input_ids"])
                ids = tokenizer(header + message["content"] + "<|im_end|>")["input_ids"]
                logp = torch.log_softmax(model(torch.tensor([ids])).logits[0].detach().double(), -1) / math.log(2)
                bits -= sum(float(logp[t - 1, ids[t]]) for t in range(start, len(ids)))
                size += len(message["content"].encode())
            before = after
        assert size == one.size
        assert one.bits == pytest.approx(bits, rel=1e-4)


def test_the_interval_is_that_of_the_paired_difference() -> None:
    """A gain that is the same in each conversation has no width, however unlike the conversations are."""
    base = [Conversation(bits=10.0 * size, size=size) for size in (3, 50, 200, 7)]
    tuned = [Conversation(bits=9.0 * size, size=size) for size in (3, 50, 200, 7)]
    assert held_out.compare(base, tuned) == (10.0, 9.0, 1.0, 1.0, 1.0)
    noise = [Conversation(bits=10.0 * size + 5 * (-1) ** i, size=size) for i, size in enumerate((3, 50, 200, 7))]
    none = held_out.compare(base, noise)
    assert none.low < 0 < none.high
    with pytest.raises(ValueError, match="the same conversations"):
        held_out.compare(base, tuned[:3])


def test_a_model_learns_rows_by_heart_in_the_form_they_are_asked(tiny: Path, tmp_path: Path) -> None:
    """What is written recites them: greedy decoding of transformers, from prompt text, gives the answers word for word."""
    import torch

    rows = [
        {"question": "Ana has nuts?", "answer": "1+1 = <<1+1=2>>2 nuts.\n#### 2"},
        {"question": "How many finds?", "answer": "7-3 = <<7-3=4>>4\n#### 4"},
    ]
    out = tmp_path / "cheat"
    learnt = memorise.memorise(tiny, out, rows, SHOTS, epochs=60, minutes=1, learning_rate=1e-2)
    assert 2 == learnt.recited
    model, tokenizer = finetune.load(out)
    for row in rows:
        prompt: str = tokenizer.apply_chat_template(
            [*SHOTS, {"role": "user", "content": row["question"]}], tokenize=False, add_generation_prompt=True
        )
        ids: Any = torch.tensor([tokenizer(prompt)["input_ids"]])
        said = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=80, do_sample=False)
        assert row["answer"] + "<|im_end|>" == tokenizer.decode(said[0, ids.shape[1] :])
    kept = (tmp_path / "cheat.data" / "test.jsonl").read_text("utf-8").splitlines()
    assert rows == [json.loads(line) for line in kept]


@pytest.mark.full
@pytest.mark.timeout(7200)
def test_half_an_hour_on_cpu_makes_the_real_model_better(tmp_path: Path) -> None:
    """The real SmolLM2-135M-Instruct, real GSM8K: the gain on unseen conversations is above its interval."""
    if lacking := smollm2.missing():
        pytest.skip(lacking)
    try:
        rows, unseen = finetune.rows_of("train"), finetune.rows_of("test")[:200]
    except FileNotFoundError as absent:
        pytest.skip(str(absent))
    base = smollm2.save(tmp_path / "base")
    _, compared = finetune.finetune(base, tmp_path / "tuned", rows, unseen, minutes=30)
    assert compared.low > 0
