"""Exercise 1.19 🐕 (bonus): settings of an old tutorial, for today's TRL.

Most code about fine-tuning on the web is older than the library that you install. Its settings end in a TypeError, or,
worse, are taken and mean something else. Here you write down what became of them: old settings in, today's out.

Read: https://huggingface.co/docs/trl/sft_trainer (SFTConfig) and the migration guide of transformers 5
Check: smol-grade unit1/modernize_sft_kwargs   Stuck: smol-grade hint modernize_sft_kwargs
"""

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
"""Names that SFTConfig of TRL 1.16 takes. The grader passes these, the old ones below, and some that are unknown."""


def modernize_sft_kwargs(old: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with today's names and the same meaning, so that SFTConfig(**result) of TRL 1.16 takes them.

    Args:
        old: keyword arguments of the SFTConfig of TRL 0.12, some perhaps already with today's names, e.g.
            {"output_dir": "out", "evaluation_strategy": "steps", "max_seq_length": 512}
            It is left as it is, and so are the values in it.

    Returns:
        A new dict. Settings that are not named here keep name and value. Renamed, with the same value:
            evaluation_strategy -> eval_strategy                 gradient_checkpointing -> activation_checkpointing
            max_seq_length -> max_length                         gradient_checkpointing_kwargs ->
            no_cuda -> use_cpu                                       activation_checkpointing_kwargs
            use_liger -> use_liger_kernel
        Said in another way:
            max_seq_length=None meant 1024: max_length=1024. (max_length=None stays: it means "cut nothing".)
            -1, under either name, was meant as "no limit": max_length=None. (Today -1 cuts off the last token.)
            group_by_length=True -> train_sampling_strategy="group_by_length"; False is left out.
            warmup_ratio -> warmup_steps with the same number, 0 too: below 1, it is a share. But where warmup_steps is
                given too and above 0, that one counts, and the ratio is left out.
            dataset_kwargs, a dict: of its keys only skip_prepare_dataset means something today, whatever its value; the
                others are left out, and so is dataset_kwargs if none is left.
        Left out, because nothing does it, or it is done anyway:
            use_mps_device, overwrite_output_dir, dataset_batch_size, num_of_sequences, chars_per_token
        Added, because the default was False and is True today: bf16=False and activation_checkpointing=False, each
        unless old speaks of it, under its old or today's name (fp16 and gradient_checkpointing_kwargs do not).

    Raises:
        ValueError: a name that is neither in KEPT nor above, such as max_prompt_length (of DPO), tokenizer (of the
            trainer) or a misspelt one: nothing may vanish in silence. Also if both the old and today's name of a
            renamed setting are given, or group_by_length with train_sampling_strategy, whatever their values.

    Edge cases:
        No settings at all give the two that are added. The order of the keys does not matter. The result may share
        the values that stay with old.
        Values are of the kinds that SFTConfig took: a ratio is 0 or more and below 1, group_by_length True or False.
        Settings that this function has made stay as they are when they are modernised again.

    Example:
        modernize_sft_kwargs({"max_seq_length": -1, "warmup_ratio": 0.1, "use_mps_device": True, "bf16": True})
        == {"max_length": None, "warmup_steps": 0.1, "bf16": True, "activation_checkpointing": False}
    """
    # TODO 1.19: refuse what is unknown, then rename, reword, leave out and add
    # BEGIN SOLUTION
    renamed = {
        "evaluation_strategy": "eval_strategy",
        "max_seq_length": "max_length",
        "no_cuda": "use_cpu",
        "use_liger": "use_liger_kernel",
        "gradient_checkpointing": "activation_checkpointing",
        "gradient_checkpointing_kwargs": "activation_checkpointing_kwargs",
        "group_by_length": "train_sampling_strategy",
    }
    gone = {"use_mps_device", "overwrite_output_dir", "dataset_batch_size", "num_of_sequences", "chars_per_token"}
    unknown = old.keys() - KEPT - renamed.keys() - gone - {"warmup_ratio"}
    twice = [name for name, today in renamed.items() if name in old and today in old]
    if unknown or twice:
        raise ValueError(f"unknown: {sorted(unknown)}; said twice: {twice}")
    new: dict[str, Any] = {"bf16": False, "activation_checkpointing": False}
    for name, value in old.items():
        today = renamed.get(name, name)
        if name == "max_seq_length" and value is None:
            new[today] = 1024
        elif today == "max_length" and value == -1:
            new[today] = None
        elif name == "group_by_length":
            new |= {today: "group_by_length"} if value else {}
        elif name == "warmup_ratio":
            new |= {} if old.get("warmup_steps", 0) > 0 else {"warmup_steps": value}
        elif name == "warmup_steps":
            new.setdefault(name, value)
        elif name == "dataset_kwargs" and value is not None:
            kept = {key: inner for key, inner in value.items() if key == "skip_prepare_dataset"}
            new |= {name: kept} if kept else {}
        elif name not in gone:
            new[today] = value
    return new
    # END SOLUTION
