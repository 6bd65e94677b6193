# source: learners
from collections import ChainMap

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
    "group_by_length": "train_sampling_strategy",
}
GONE = {"use_mps_device", "overwrite_output_dir", "dataset_batch_size", "num_of_sequences", "chars_per_token"}


def modernize_sft_kwargs(old):
    for name in old:
        if not (name in KEPT or name in RENAMED or name in GONE or name == "warmup_ratio"):
            raise ValueError(name)
        if name in RENAMED and RENAMED[name] in old:
            raise ValueError((name, RENAMED[name]))
    renamed = {RENAMED[name]: old[name] for name in RENAMED if name in old}
    kept = {name: old[name] for name in KEPT if name in old}
    new = dict(ChainMap(renamed, kept, {"bf16": False, "activation_checkpointing": False}))
    strategy = renamed.get("train_sampling_strategy")
    if strategy is not None:
        new["train_sampling_strategy"] = "group_by_length"
        if not strategy:
            new.pop("train_sampling_strategy")
    if "max_seq_length" in old and old["max_seq_length"] is None:
        new["max_length"] = 1024
    if new.get("max_length") == -1:
        new.update(max_length=None)
    ratio, steps = old.get("warmup_ratio"), old.get("warmup_steps")
    if ratio is not None:
        new["warmup_steps"] = steps if steps else ratio
    if "dataset_kwargs" in new:
        skip = new.pop("dataset_kwargs").get("skip_prepare_dataset")
        if skip is not None:
            new["dataset_kwargs"] = dict(skip_prepare_dataset=skip)
    return new
