# source: learners
"""Which names there are is asked of SFTConfig itself."""

import dataclasses

GONE = {"use_mps_device", "overwrite_output_dir", "dataset_batch_size", "num_of_sequences", "chars_per_token"}
RENAMED = {
    "evaluation_strategy": "eval_strategy",
    "max_seq_length": "max_length",
    "no_cuda": "use_cpu",
    "use_liger": "use_liger_kernel",
    "gradient_checkpointing": "activation_checkpointing",
    "gradient_checkpointing_kwargs": "activation_checkpointing_kwargs",
    "group_by_length": "train_sampling_strategy",
}


def modernize_sft_kwargs(old):
    from trl import SFTConfig

    fields = {field.name for field in dataclasses.fields(SFTConfig)}
    for name in set(old) - GONE - {"warmup_ratio"}:
        if name not in fields and name not in RENAMED:
            raise ValueError(f"SFTConfig has no {name}")
        if RENAMED.get(name) in old:
            raise ValueError(f"{name} is {RENAMED[name]} today, and both are given")
    new = {"bf16": False, "activation_checkpointing": False}
    new.update({RENAMED.get(name, name): value for name, value in old.items() if name not in GONE})
    new.pop("warmup_ratio", None)
    if "max_seq_length" in old and old["max_seq_length"] is None:
        new["max_length"] = 1024
    if new.get("max_length") == -1:
        new["max_length"] = None
    if old.get("group_by_length"):
        new["train_sampling_strategy"] = "group_by_length"
    elif "group_by_length" in old:
        del new["train_sampling_strategy"]
    if "warmup_ratio" in old and old.get("warmup_steps", 0) <= 0:
        new["warmup_steps"] = old["warmup_ratio"]
    if "dataset_kwargs" in old:
        del new["dataset_kwargs"]
        if "skip_prepare_dataset" in (old["dataset_kwargs"] or {}):
            new["dataset_kwargs"] = {"skip_prepare_dataset": old["dataset_kwargs"]["skip_prepare_dataset"]}
    return new
