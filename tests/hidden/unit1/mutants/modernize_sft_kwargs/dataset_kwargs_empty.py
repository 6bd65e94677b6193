# mistake: an empty dataset_kwargs stays
# hint: dataset_kwargs
# source: learners
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
    known = KEPT | RENAMED.keys() | GONE | {"warmup_ratio"}
    for name in old:
        if name not in known:
            raise ValueError(name)
    for name, today in RENAMED.items():
        if name in old and today in old:
            raise ValueError(name)
    new = dict(old)
    for name in GONE:
        new.pop(name, None)
    if "max_seq_length" in new and new["max_seq_length"] is None:
        new["max_seq_length"] = 1024
    if "group_by_length" in new:
        if new.pop("group_by_length"):
            new["train_sampling_strategy"] = "group_by_length"
    for name, today in RENAMED.items():
        if name in new:
            new[today] = new.pop(name)
    if new.get("max_length") == -1:
        new["max_length"] = None
    ratio = new.pop("warmup_ratio", None)
    if ratio is not None and not new.get("warmup_steps"):
        new["warmup_steps"] = ratio
    if "dataset_kwargs" in new:
        kept = {name: value for name, value in new["dataset_kwargs"].items() if name == "skip_prepare_dataset"}
        new.pop("dataset_kwargs")
        new["dataset_kwargs"] = kept
    new.setdefault("bf16", False)
    new.setdefault("activation_checkpointing", False)
    return new
