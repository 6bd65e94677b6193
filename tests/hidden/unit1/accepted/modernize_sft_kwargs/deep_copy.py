# source: learners
import copy

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


class Settings(dict):
    """A dict that refuses to be told something twice."""

    def __setitem__(self, name, value):
        if name in self:
            raise ValueError(name)
        super().__setitem__(name, value)


def modernize_sft_kwargs(old):
    old = copy.deepcopy(old)
    settings = Settings()
    ratio = old.pop("warmup_ratio", None)
    if ratio is not None and old.get("warmup_steps", 0) == 0:
        old["warmup_steps"] = ratio
    if old.get("max_length", 0) == -1:
        old["max_length"] = None
    if "max_seq_length" in old:
        value = old["max_seq_length"]
        if value is None:
            old["max_seq_length"] = 1024
        if value == -1:
            old["max_seq_length"] = None
    for name in old:
        if name in GONE:
            continue
        if name not in KEPT and name not in RENAMED:
            raise ValueError(f"what is {name}?")
        settings[RENAMED.get(name, name)] = old[name]
    if settings.get("train_sampling_strategy") is False:
        del settings["train_sampling_strategy"]
    elif settings.get("train_sampling_strategy") is True:
        settings.update(train_sampling_strategy="group_by_length")
    inner = settings.pop("dataset_kwargs", None) or {}
    if "skip_prepare_dataset" in inner:
        settings["dataset_kwargs"] = {"skip_prepare_dataset": inner["skip_prepare_dataset"]}
    return {"bf16": False, "activation_checkpointing": False, **settings}
