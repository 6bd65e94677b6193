# mistake: the keys of dataset_kwargs are deleted in the caller's own dict
# hint: changed_in_place
# source: stub
"""Settings of an old tutorial, for today's TRL."""

from typing import Any

KEPT = frozenset((
    "output_dir", "max_steps", "num_train_epochs", "learning_rate", "lr_scheduler_type", "warmup_steps",
    "weight_decay", "max_grad_norm", "optim", "per_device_train_batch_size", "per_device_eval_batch_size",
    "gradient_accumulation_steps", "seed", "bf16", "fp16", "use_cpu", "eval_strategy", "eval_steps",
    "save_strategy", "save_steps", "save_total_limit", "logging_steps", "report_to", "run_name",
    "push_to_hub", "hub_model_id", "max_length", "packing", "assistant_only_loss", "dataset_text_field",
    "dataset_kwargs", "neftune_noise_alpha", "activation_checkpointing", "activation_checkpointing_kwargs",
    "train_sampling_strategy", "use_liger_kernel",
))  # fmt: skip

RENAMED = {
    "evaluation_strategy": "eval_strategy",
    "max_seq_length": "max_length",
    "no_cuda": "use_cpu",
    "use_liger": "use_liger_kernel",
    "gradient_checkpointing": "activation_checkpointing",
    "gradient_checkpointing_kwargs": "activation_checkpointing_kwargs",
}
DROPPED = {"use_mps_device", "overwrite_output_dir", "dataset_batch_size", "num_of_sequences", "chars_per_token"}


def modernize_sft_kwargs(old: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with today's names and the same meaning."""
    for name in old:
        if name not in KEPT and name not in RENAMED and name not in DROPPED | {"group_by_length", "warmup_ratio"}:
            raise ValueError(f"unknown setting: {name}")
        if name in RENAMED and RENAMED[name] in old:
            raise ValueError(f"{name} and {RENAMED[name]} are the same setting")
    if "group_by_length" in old and "train_sampling_strategy" in old:
        raise ValueError("group_by_length and train_sampling_strategy are the same setting")

    new = {}
    for name, value in old.items():
        if name in DROPPED or name in ("group_by_length", "warmup_ratio"):
            continue
        if name == "max_seq_length" and value is None:
            value = 1024
        if name == "dataset_kwargs" and value is not None:
            for key in list(value):
                if key != "skip_prepare_dataset":
                    del value[key]
            if not value:
                continue
        name = RENAMED.get(name, name)
        if name == "max_length" and value == -1:
            value = None
        new[name] = value
    if old.get("group_by_length"):
        new["train_sampling_strategy"] = "group_by_length"
    if "warmup_ratio" in old and not new.get("warmup_steps"):
        new["warmup_steps"] = old["warmup_ratio"]
    new.setdefault("bf16", False)
    new.setdefault("activation_checkpointing", False)
    return new
