"""LoRA adapters that are more than that, or fit another base. Each function is named by its code."""

from __future__ import annotations

from pathlib import Path

from .zoo import bad_adapter, edit, header, tokenizer, write


@bad_adapter
def adapter_no_config(folder: Path) -> None:
    (folder / "adapter_config.json").unlink()


@bad_adapter
def adapter_no_weights(folder: Path) -> None:
    (folder / "adapter_model.safetensors").unlink()


@bad_adapter
def adapter_no_base(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path=None)


@bad_adapter
def adapter_local_base(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="../../secret/model")


@bad_adapter
def adapter_local_base__absolute(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="/content/SmolLM2-135M")


@bad_adapter
def adapter_base_not_permitted(folder: Path) -> None:
    edit(folder / "adapter_config.json", base_model_name_or_path="someone/better-model")


@bad_adapter
def adapter_key_not_allowed(folder: Path) -> None:
    edit(folder / "adapter_config.json", modules_to_save=["embed_tokens"])


@bad_adapter
def adapter_key_not_allowed__dora(folder: Path) -> None:
    edit(folder / "adapter_config.json", use_dora=True)


@bad_adapter
def adapter_key_not_allowed__unknown(folder: Path) -> None:
    edit(folder / "adapter_config.json", tokenizer_kwargs={"a": 1})


@bad_adapter
def remote_code__mapping(folder: Path) -> None:
    edit(folder / "adapter_config.json", auto_mapping={"parent_library": "os", "base_model_class": "X"})


@bad_adapter
def adapter_kind(folder: Path) -> None:
    edit(folder / "adapter_config.json", peft_type="IA3")


@bad_adapter
def adapter_kind__megatron(folder: Path) -> None:
    edit(folder / "adapter_config.json", megatron_core="os")


@bad_adapter
def adapter_out_of_bounds(folder: Path) -> None:
    edit(folder / "adapter_config.json", r=10**9)


@bad_adapter
def adapter_modules(folder: Path) -> None:
    edit(folder / "adapter_config.json", target_modules="(a+)+$")


@bad_adapter
def shape_mismatch__rank(folder: Path) -> None:
    edit(folder / "adapter_config.json", r=5)


@bad_adapter
def tensor_unexpected__more(folder: Path) -> None:
    head, data = header(folder, "adapter_model.safetensors")
    head["lm_head.weight"] = {"dtype": "F32", "shape": [4], "data_offsets": [len(data), len(data) + 16]}
    write(folder, head, data + b"\0" * 16, "adapter_model.safetensors")


@bad_adapter
def tensor_missing__layer(folder: Path) -> None:
    edit(folder / "adapter_config.json", target_modules=["q_proj", "v_proj", "o_proj"])


@bad_adapter
def two_models__an_index_is_left(folder: Path) -> None:
    (folder / "model.safetensors.index.json").write_text('{"weight_map": {}}')


@bad_adapter
def tokenizer_larger_than_embeddings__of_the_base(folder: Path) -> None:
    tokens = tokenizer()
    tokens.add_special_tokens({"additional_special_tokens": [f"<t{number}>" for number in range(9)]})
    tokens.save_pretrained(folder)
