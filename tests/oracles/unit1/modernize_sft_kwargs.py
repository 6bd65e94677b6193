"""The rules of exercise 1.19 give settings that SFTConfig takes, and that mean to it what the old ones meant."""

STEPS = 1000
"""Of a training, to ask how many of them are a warm-up."""
CASES = [
    ({}, {"bf16": False, "activation_checkpointing": False}, {}),
    (
        {"evaluation_strategy": "steps", "eval_steps": 50, "max_seq_length": 512, "no_cuda": True},
        {"eval_strategy": "steps", "eval_steps": 50, "max_length": 512, "use_cpu": True},
        {
            "eval_strategy": "steps",
            "max_length": 512,
            "use_cpu": True,
            "bf16": False,
            "activation_checkpointing": False,
        },
    ),
    (
        {
            "max_seq_length": None,
            "gradient_checkpointing": True,
            "gradient_checkpointing_kwargs": {"use_reentrant": False},
        },
        {
            "max_length": 1024,
            "activation_checkpointing": True,
            "activation_checkpointing_kwargs": {"use_reentrant": False},
        },
        {"max_length": 1024, "activation_checkpointing": True},
    ),
    ({"max_length": -1}, {"max_length": None}, {"max_length": None}),
    ({"max_seq_length": -1, "use_liger": False}, {"max_length": None, "use_liger_kernel": False}, {"max_length": None}),
    (
        {"group_by_length": True},
        {"train_sampling_strategy": "group_by_length"},
        {"train_sampling_strategy": "group_by_length"},
    ),
    ({"group_by_length": False}, {}, {"train_sampling_strategy": "random"}),
    ({"warmup_ratio": 0.1}, {"warmup_steps": 0.1}, {"warm_up": 100}),
    ({"warmup_ratio": 0.03, "warmup_steps": 0}, {"warmup_steps": 0.03}, {"warm_up": 30}),
    ({"warmup_ratio": 0.1, "warmup_steps": 7}, {"warmup_steps": 7}, {"warm_up": 7}),
    (
        {"dataset_kwargs": {"add_special_tokens": False, "skip_prepare_dataset": True}},
        {"dataset_kwargs": {"skip_prepare_dataset": True}},
        {"dataset_kwargs": {"skip_prepare_dataset": True}},
    ),
    ({"dataset_kwargs": {"append_concat_token": False}}, {}, {"dataset_kwargs": None}),
    (
        {"use_mps_device": False, "overwrite_output_dir": True, "dataset_batch_size": 10, "num_of_sequences": 9},
        {},
        {"bf16": False},
    ),
    ({"chars_per_token": 3.6, "fp16": False, "max_steps": -1}, {"fp16": False, "max_steps": -1}, {"fp16": False}),
]
"""Old settings, today's without the two that are added, and what an SFTConfig of these must hold."""
ADDED = {"bf16": False, "activation_checkpointing": False}


def freeze():
    """Ask TRL: what an SFTConfig of today's settings holds; and which of the names it knows that are kept or gone."""
    cases = [{"old": old, "new": ADDED | new, "means": means, "told": _told(ADDED | new)} for old, new, means in CASES]
    return [*cases, {"fields": _fields()}]


def _told(new):
    import tempfile

    from trl import SFTConfig

    with tempfile.TemporaryDirectory() as folder:
        config = SFTConfig(**{"output_dir": folder, "use_cpu": True} | new)
    names = ("max_length", "use_cpu", "bf16", "fp16", "activation_checkpointing", "train_sampling_strategy")
    told = {name: getattr(config, name) for name in (*names, "dataset_kwargs")}
    return told | {"eval_strategy": config.eval_strategy.value, "warm_up": config.get_warmup_steps(STEPS)}


def _fields():
    import dataclasses

    from trl import SFTConfig

    return sorted(field.name for field in dataclasses.fields(SFTConfig))


def check(case, suite):
    """The suite's rules give the settings that were taken, with their meaning; its names are and are not SFTConfig's."""
    if "fields" in case:
        known = set(case["fields"])
        today = {*suite.PLAIN, *suite.PAIRS.values(), *suite.ADDED, "warmup_steps", "dataset_kwargs"}
        assert today <= known, today - known
        old = {*suite.PAIRS, "warmup_ratio", *suite.GONE} - {"gradient_checkpointing", "gradient_checkpointing_kwargs"}
        assert not known & {*old, *suite.UNKNOWN}, known & {*old, *suite.UNKNOWN}
        return
    assert suite.modern(case["old"]) == case["new"], suite.modern(case["old"])
    wrong = {name: case["told"][name] for name, value in case["means"].items() if case["told"][name] != value}
    assert not wrong, wrong
