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


def modernize_sft_kwargs(old):
    new = {}

    def put(name, value):
        if name in new or (name in old and name != "warmup_steps"):
            raise ValueError(f"{name} is said twice")
        new[name] = value

    later = {}
    for name, value in old.items():
        match name:
            case "evaluation_strategy":
                put("eval_strategy", value)
            case "no_cuda":
                put("use_cpu", value)
            case "use_liger":
                put("use_liger_kernel", value)
            case "gradient_checkpointing" | "gradient_checkpointing_kwargs":
                put(name.replace("gradient", "activation"), value)
            case "max_seq_length":
                put("max_length", {None: 1024, -1: None}.get(value, value))
            case "group_by_length":
                put("train_sampling_strategy", "group_by_length")
                if not value:
                    del new["train_sampling_strategy"]
            case "warmup_ratio":
                later["ratio"] = value
            case "dataset_kwargs":
                if value and "skip_prepare_dataset" in value:
                    new[name] = {"skip_prepare_dataset": value["skip_prepare_dataset"]}
            case "use_mps_device" | "overwrite_output_dir" | "dataset_batch_size":
                pass
            case "num_of_sequences" | "chars_per_token":
                pass
            case "max_length" if value == -1:
                new[name] = None
            case _ if name in KEPT:
                new[name] = value
            case _:
                raise ValueError(f"{name}?")
    if "ratio" in later and not new.get("warmup_steps", 0) > 0:
        new["warmup_steps"] = later["ratio"]
    return {"bf16": False, "activation_checkpointing": False} | new
