"""Hidden suite of exercise 1.19. The oracle has one rule per old name; frozen cases hold what it says against SFTConfig.

Nothing of TRL is imported: the settings are plain data, and which names there are is said in the stub.
"""

import functools

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_type, same

NAME = "modernize_sft_kwargs"
GONE = ("use_mps_device", "overwrite_output_dir", "dataset_batch_size", "num_of_sequences", "chars_per_token")
RENAMED = {
    "evaluation_strategy": "eval_strategy",
    "max_seq_length": "max_length",
    "no_cuda": "use_cpu",
    "use_liger": "use_liger_kernel",
    "gradient_checkpointing": "activation_checkpointing",
    "gradient_checkpointing_kwargs": "activation_checkpointing_kwargs",
}
PAIRS = {**RENAMED, "group_by_length": "train_sampling_strategy"}
"""Old name -> today's; both at once are refused."""
ADDED = ("bf16", "activation_checkpointing")
UNKNOWN = (
    "max_prompt_length", "tokenizer", "peft_config", "formatting_func", "beta", "lora_r", "quantization_config",
    "learning_rte", "lr", "num_epochs", "batch_size", "Learning_Rate", "max_len", "seq_length", "warmup",
)  # fmt: skip
"""Of other objects, of other trainers, misspelt: SFTConfig never took them."""
PLAIN = {
    "output_dir": ("out", "runs/a", ""),
    "max_steps": (30, 500, -1),
    "num_train_epochs": (1.0, 2.5, 3),
    "learning_rate": (5e-5, 1e-3, 2e-4),
    "lr_scheduler_type": ("cosine", "linear"),
    "weight_decay": (0.0, 0.01),
    "max_grad_norm": (0.3, 1.0),
    "optim": ("adamw_torch", "adafactor"),
    "per_device_train_batch_size": (1, 4, 16),
    "per_device_eval_batch_size": (2, 8),
    "gradient_accumulation_steps": (1, 8),
    "seed": (0, 7, 42),
    "eval_steps": (10, 50),
    "save_strategy": ("no", "epoch"),
    "save_steps": (25, 500),
    "save_total_limit": (2, None),
    "logging_steps": (1, 10),
    "report_to": ("none", "tensorboard", []),
    "run_name": ("first", "second"),
    "push_to_hub": (True, False),
    "hub_model_id": ("me/model", None),
    "packing": (True, False),
    "assistant_only_loss": (True, False),
    "dataset_text_field": ("text", "content"),
    "neftune_noise_alpha": (5, None),
}
"""Names that stay, and values of theirs."""


# the oracle


def _length(value, *, named_today):
    if value == -1:
        return {"max_length": None}
    return {"max_length": 1024 if value is None and not named_today else value}


def _warmup(old):
    steps = old.get("warmup_steps", 0)
    return {"warmup_steps": steps if steps > 0 else old.get("warmup_ratio", steps)}


def _dataset(value):
    kept = {name: value[name] for name in value if name == "skip_prepare_dataset"}
    return {"dataset_kwargs": kept} if kept else {}


RULES = {
    **{name: lambda value, _, today=today: {today: value} for name, today in RENAMED.items()},
    **{name: lambda _, __: {} for name in GONE},
    "max_seq_length": lambda value, _: _length(value, named_today=False),
    "max_length": lambda value, _: _length(value, named_today=True),
    "group_by_length": lambda value, _: {"train_sampling_strategy": "group_by_length"} if value else {},
    "warmup_ratio": lambda _, old: _warmup(old),
    "warmup_steps": lambda _, old: _warmup(old),
    "dataset_kwargs": lambda value, _: _dataset(value),
}
"""Old name -> what its value becomes, given all settings."""


def refused(old):
    """Return why the settings are refused, as a hint, or an empty text."""
    if set(old) & set(UNKNOWN):
        return "unknown"
    return "said_twice" if any(name in old and today in old for name, today in PAIRS.items()) else ""


def modern(old):
    """Return today's settings."""
    new = dict.fromkeys(ADDED, False)
    for name, value in old.items():
        new |= RULES[name](value, old) if name in RULES else {name: value}
    return new


# what detectors see


def _old(seen):
    return seen.args[0]


def _new(seen):
    return seen.fields.get("value", seen.result)


def _accepts(hint):
    return lambda seen: seen.error is None and refused(_old(seen)) == hint


def _passes_unknown(seen):
    return seen.error is None and bool(set(_new(seen)) & set(UNKNOWN))


def _refuses(seen):
    return seen.error is not None and not refused(_old(seen)) and seen.error.type in ("ValueError", "TypeError")


def _refuses_otherwise(seen):
    """Another error where a ValueError is promised."""
    return seen.error is not None and bool(refused(_old(seen)))


def _misses_a_name(seen):
    return seen.error is not None and seen.error.type == "KeyError"


def _no_dict(seen):
    return seen.error is None and type(_new(seen)) is not dict


def _changed(seen):
    return "arguments" in seen.fields and not same(seen.fields["arguments"][0], _old(seen))


def _differs(seen, *names):
    """Whether the result is wrong at one of these names."""
    new, wanted = _new(seen), modern(_old(seen))
    return seen.error is None and any(
        (name in new) != (name in wanted) or (name in new and not same(new[name], wanted[name])) for name in names
    )


def _old_name_stays(seen):
    return seen.error is None and any(name in _new(seen) for name in PAIRS)


def _gone_stays(seen):
    return seen.error is None and any(name in _new(seen) for name in GONE)


def _lost(seen):
    return seen.error is None and bool(set(modern(_old(seen))) - set(_new(seen)) - set(ADDED))


def _not_added(seen):
    wanted = modern(_old(seen))
    return seen.error is None and any(name not in _new(seen) for name in ADDED if wanted[name] is False)


def _not_stable(seen):
    """Settings of today come out changed."""
    return seen.error is None and same(modern(_old(seen)), _old(seen)) and not same(_new(seen), _old(seen))


def _value_changed(seen):
    return _differs(seen, *modern(_old(seen)))


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("passes_unknown", _passes_unknown),
    Detector("unknown", _accepts("unknown")),
    Detector("said_twice", _accepts("said_twice")),
    Detector("other_error", _refuses_otherwise),
    Detector("misses_a_name", _misses_a_name),
    Detector("refuses", _refuses),
    Detector("no_dict", _no_dict),
    Detector("changed_in_place", _changed),
    Detector("length", lambda seen: "max_seq_length" not in _new(seen) and _differs(seen, "max_length")),
    Detector("warmup", lambda seen: _differs(seen, "warmup_steps", "warmup_ratio")),
    Detector(
        "group_by_length",
        lambda seen: "group_by_length" not in _new(seen) and _differs(seen, "train_sampling_strategy"),
    ),
    Detector("dataset_kwargs", lambda seen: _differs(seen, "dataset_kwargs")),
    Detector("old_name_stays", _old_name_stays),
    Detector("gone_stays", _gone_stays),
    Detector("not_added", _not_added),
    Detector("overridden", lambda seen: _differs(seen, *ADDED)),
    Detector("lost", _lost),
    Detector("not_stable", _not_stable),
    Detector("value_changed", _value_changed),
]


# calls


def _expect_modern(submission, old):
    got = submission.call(NAME, old)
    expect_type(got, dict)
    expect_equal(got, modern(old), "result")


def _some(draw, count=4):
    """A few settings that stay as they are."""
    return {name: draw.choice(PLAIN[name]) for name in draw.sample(sorted(PLAIN), count)}


def _mixed(draw, *parts):
    """Settings of several parts and a few that stay, in any order."""
    items = [item for part in (_some(draw), *parts) for item in part.items()]
    draw.shuffle(items)
    return dict(items)


def _values(draw):
    """A value for each renamed setting; what is off is as good as what is on."""
    return {
        "evaluation_strategy": draw.choice(("no", "steps", "epoch")),
        "max_seq_length": draw.choice((256, 512, 2048, 4096)),
        "no_cuda": draw.random() < 0.5,
        "use_liger": draw.random() < 0.5,
        "gradient_checkpointing": draw.random() < 0.5,
        "gradient_checkpointing_kwargs": draw.choice(({"use_reentrant": False}, {"use_reentrant": True}, None)),
    }


@pytest.mark.check(NAME, points=2, hint="old_name_stays", promise="Renamed, with the same value:")
def test_renamed_settings(submission, draw):
    """What was renamed has today's name, all other settings keep theirs, and every value stays what it was."""
    first, second = _values(draw), _values(draw)
    flip = {name: not first[name] for name in ("no_cuda", "use_liger", "gradient_checkpointing")}
    _expect_modern(submission, _mixed(draw, first))
    _expect_modern(submission, _mixed(draw, second | flip))
    today = {RENAMED[name]: value for name, value in _values(draw).items()}
    _expect_modern(submission, _mixed(draw, today, {"train_sampling_strategy": draw.choice(("random", "sequential"))}))
    _expect_modern(submission, {name: draw.choice(values) for name, values in PLAIN.items()})


@pytest.mark.check(NAME, points=2, hint="value_changed", promise="Said in another way:")
def test_reworded_settings(submission, draw):
    """A limit, a warm-up, a grouping and dataset_kwargs mean what they meant."""
    ratio, steps = draw.choice((0.03, 0.05, 0.1, 0.25)), draw.choice((5, 50, 100))
    old = [
        {"max_seq_length": None, "group_by_length": True},
        {"max_seq_length": -1, "group_by_length": False, "max_steps": -1},
        {"max_length": None, "warmup_ratio": ratio},
        {"max_length": -1, "warmup_steps": steps},
        {"warmup_steps": 0, "warmup_ratio": ratio},
        {"warmup_ratio": ratio, "warmup_steps": 0},
        {"warmup_steps": steps, "warmup_ratio": ratio},
        {"warmup_ratio": ratio, "warmup_steps": steps},
        {"warmup_ratio": ratio, "warmup_steps": draw.choice((1, 0.5))},
        {"dataset_kwargs": {"add_special_tokens": False, "skip_prepare_dataset": False}},
        {"dataset_kwargs": {"skip_prepare_dataset": True, "append_concat_token": False, "truncation": True}},
        {"dataset_kwargs": {"add_special_tokens": False, "append_concat_token": False}},
    ]
    for part in old:
        _expect_modern(submission, _some(draw, 2) | part)


@pytest.mark.check(NAME, points=1, hint="not_added", promise="Added, because the default was False and is True today:")
def test_left_out_and_added(submission, draw):
    """What nothing does any more is left out; what was off by default is said, unless it is on."""
    gone = {
        "use_mps_device": draw.random() < 0.5,
        "overwrite_output_dir": True,
        "dataset_batch_size": 1000,
        "num_of_sequences": 1024,
        "chars_per_token": 3.6,
    }
    _expect_modern(submission, {})
    _expect_modern(submission, _mixed(draw, gone))
    for name in draw.sample(GONE, 2):
        _expect_modern(submission, {name: gone[name], "fp16": True})
    on = draw.choice(("gradient_checkpointing", "activation_checkpointing"))
    _expect_modern(submission, _mixed(draw, {"bf16": True, on: True}))
    _expect_modern(submission, _mixed(draw, {"bf16": False, "fp16": False, on: True}))


@pytest.mark.check(NAME, points=2, hint="unknown", promise="nothing may vanish in silence.")
def test_nothing_vanishes(submission, draw):
    """A name that SFTConfig never took is a ValueError, and so is a setting under its old and its new name."""
    for name in draw.sample(UNKNOWN, 4):
        old = _mixed(draw, {name: draw.choice((512, "x", None, False))})
        expect_raises("ValueError", functools.partial(submission.call, NAME, old))
    values = _values(draw)
    twice = [{name: values[name], RENAMED[name]: values[name]} for name in RENAMED]
    twice += [{"train_sampling_strategy": "random", "group_by_length": grouped} for grouped in (True, False)]
    for pair in twice:
        old = _mixed(draw, pair)
        expect_raises("ValueError", functools.partial(submission.call, NAME, old))


@pytest.mark.check(NAME, points=1, hint="changed_in_place", promise="It is left as it is, and so are the values in it.")
def test_old_settings_left_alone(submission, draw):
    """The old settings are the same after the call; modernised once more, the new ones stay as they are."""
    old = _mixed(
        draw,
        _values(draw),
        {"warmup_ratio": 0.1, "group_by_length": True, "use_mps_device": True},
        {"dataset_kwargs": {"add_special_tokens": False, "skip_prepare_dataset": True}},
    )
    seen = submission.call(NAME, old, then="arguments")
    expect_equal(seen["arguments"][0], old, "old")
    expect_equal(seen["value"], modern(old), "result")
    for settings in (modern(old), modern(old | {"max_seq_length": -1})):
        _expect_modern(submission, settings)
