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


def length(value):
    return {"max_length": 1024 if value is None else None if value == -1 else value}


def under(name):
    return lambda value: {name: value}


def nothing(value):
    return {}


def grouped(value):
    return {"train_sampling_strategy": "group_by_length"} if value else {}


def prepared(value):
    kept = dict(item for item in value.items() if item[0] == "skip_prepare_dataset")
    return {"dataset_kwargs": kept} if kept else {}


TODAY = {
    "evaluation_strategy": ("eval_strategy", under("eval_strategy")),
    "max_seq_length": ("max_length", length),
    "no_cuda": ("use_cpu", under("use_cpu")),
    "use_liger": ("use_liger_kernel", under("use_liger_kernel")),
    "gradient_checkpointing": ("activation_checkpointing", under("activation_checkpointing")),
    "gradient_checkpointing_kwargs": ("activation_checkpointing_kwargs", under("activation_checkpointing_kwargs")),
    "group_by_length": ("train_sampling_strategy", grouped),
    "use_mps_device": (None, nothing),
    "overwrite_output_dir": (None, nothing),
    "dataset_batch_size": (None, nothing),
    "num_of_sequences": (None, nothing),
    "chars_per_token": (None, nothing),
}


def modernize_sft_kwargs(old):
    result = dict(bf16=False, activation_checkpointing=False)
    if old.get("warmup_steps", 0) > 0:
        result["warmup_steps"] = old["warmup_steps"]
    elif "warmup_ratio" in old:
        result["warmup_steps"] = old["warmup_ratio"]
    elif "warmup_steps" in old:
        result["warmup_steps"] = old["warmup_steps"]
    for name, value in old.items():
        if name in ("warmup_steps", "warmup_ratio"):
            continue
        if name in TODAY:
            today, become = TODAY[name]
            if today is not None and today in old:
                raise ValueError(f"{name} and {today}")
            result.update(become(value))
        elif name == "dataset_kwargs":
            result.update(prepared(value))
        elif name == "max_length":
            result[name] = None if value == -1 else value
        elif name in KEPT:
            result[name] = value
        else:
            raise ValueError(name)
    return result
