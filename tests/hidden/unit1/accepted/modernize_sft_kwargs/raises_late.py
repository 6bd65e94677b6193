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
    new = {}
    for name in sorted(old):
        value = old[name]
        if name == "dataset_kwargs":
            if "skip_prepare_dataset" in value:
                new[name] = {"skip_prepare_dataset": value["skip_prepare_dataset"]}
        elif name == "group_by_length":
            if value:
                new["train_sampling_strategy"] = "group_by_length"
        elif name == "max_seq_length":
            new["max_length"] = 1024 if value is None else value
        elif name in RENAMED:
            new[RENAMED[name]] = value
        elif name in KEPT:
            new[name] = value
        elif name not in GONE and name != "warmup_ratio":
            raise ValueError(f"{name!r} is not a setting of SFTConfig")
    both = [pair for pair in RENAMED.items() if set(pair) <= set(old)]
    if both:
        raise ValueError(f"said twice: {both}")
    if "max_length" in new and new["max_length"] == -1:
        new["max_length"] = None
    if "warmup_ratio" in old and not new.get("warmup_steps"):
        new["warmup_steps"] = old["warmup_ratio"]
    for name in ("bf16", "activation_checkpointing"):
        if name not in new:
            new[name] = False
    return new
