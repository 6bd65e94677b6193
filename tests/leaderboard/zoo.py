"""Model repositories: a tiny good one, and what can be wrong with one, each function named by the code it must earn."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

from smol_grade.course import BaseModel, Models

BASE = "course/tiny-base"
MODELS = Models(bases=(BaseModel(id=BASE, size_class="1M"),))
CHATML = (
    "{%- for message in messages %}{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + "
    "'\\n' }}{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)
CORPUS = [
    "system user assistant You are a helpful tutor. Solve problems step by step.",
    "Ana buys 3 pens for $2 each and pays with a $10 note. #### 4",
    "The quick brown fox jumps over the lazy dog. 0123456789",
    "¿Cuántas manzanas quedan? Quedan siete.",
    string.printable,
] * 20


def tokenizer(size: int = 384, template: str = CHATML) -> Any:
    """A small byte-level BPE tokenizer with the tokens of ChatML."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    built = Tokenizer(models.BPE())
    built.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    built.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    built.train_from_iterator(CORPUS, trainer)
    made = PreTrainedTokenizerFast(
        tokenizer_object=built, bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    made.chat_template = template
    return made


def model(tokens: Any, seed: int = 0, **changed: Any) -> Any:
    """A Llama of two layers."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(seed)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    ids = {name: getattr(tokens, name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    config = LlamaConfig(
        vocab_size=len(tokens), num_key_value_heads=2, max_position_embeddings=512, **(sizes | ids | changed)
    )
    return LlamaForCausalLM(config)


def good(folder: Path, **changed: Any) -> Path:
    """Write a good repository into a folder."""
    tokens = tokenizer()
    model(tokens, **changed).save_pretrained(folder)
    tokens.save_pretrained(folder)
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n", "utf-8")
    return folder
