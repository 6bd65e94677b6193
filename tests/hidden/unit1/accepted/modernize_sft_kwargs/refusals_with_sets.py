# source: stub
"""Settings of an old tutorial, for today's TRL."""

KEPT = frozenset((
    "output_dir", "max_steps", "num_train_epochs", "learning_rate", "lr_scheduler_type", "warmup_steps",
    "weight_decay", "max_grad_norm", "optim", "per_device_train_batch_size", "per_device_eval_batch_size",
    "gradient_accumulation_steps", "seed", "bf16", "fp16", "use_cpu", "eval_strategy", "eval_steps",
    "save_strategy", "save_steps", "save_total_limit", "logging_steps", "report_to", "run_name",
    "push_to_hub", "hub_model_id", "max_length", "packing", "assistant_only_loss", "dataset_text_field",
    "dataset_kwargs", "neftune_noise_alpha", "activation_checkpointing", "activation_checkpointing_kwargs",
    "train_sampling_strategy", "use_liger_kernel",
))  # fmt: skip

RENAMED = dict(
    evaluation_strategy="eval_strategy", max_seq_length="max_length", no_cuda="use_cpu", use_liger="use_liger_kernel",
    gradient_checkpointing="activation_checkpointing", gradient_checkpointing_kwargs="activation_checkpointing_kwargs",
)  # fmt: skip
GONE = "use_mps_device overwrite_output_dir dataset_batch_size num_of_sequences chars_per_token".split()
REWORDED = {"group_by_length", "warmup_ratio"}


def modernize_sft_kwargs(old):
    """Return today's settings: a copy is changed piece by piece, with pop."""
    unknown = set(old) - KEPT - set(RENAMED) - set(GONE) - REWORDED
    twice = [(a, b) for a, b in [*RENAMED.items(), ("group_by_length", "train_sampling_strategy")] if {a, b} <= set(old)]
    if unknown or twice:
        raise ValueError(f"unknown: {unknown}; twice: {twice}")
    new = {"bf16": False, "activation_checkpointing": False}
    rest = dict(old)
    for name in GONE:
        rest.pop(name, None)

    if "max_seq_length" in rest and rest["max_seq_length"] is None:
        rest["max_seq_length"] = 1024
    for before, today in RENAMED.items():
        if before in rest:
            rest[today] = rest.pop(before)
    if rest.get("max_length") == -1:
        rest["max_length"] = None

    if rest.pop("group_by_length", False):
        rest["train_sampling_strategy"] = "group_by_length"
    ratio = rest.pop("warmup_ratio", None)
    if ratio is not None and not rest.get("warmup_steps", 0) > 0:
        rest["warmup_steps"] = ratio
    if "dataset_kwargs" in rest:
        kwargs = rest.pop("dataset_kwargs")
        if kwargs and "skip_prepare_dataset" in kwargs:
            rest["dataset_kwargs"] = {"skip_prepare_dataset": kwargs["skip_prepare_dataset"]}
    return new | rest
