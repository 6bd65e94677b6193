"""Known mistakes with trainers and their settings, seen from what was raised, returned or left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import BadArray, load
from . import detect
from .detect import Detector, Observation
from .idefics3 import SeeingModel
from .llama import IGNORED, TinyModel
from .world import ChatTokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPORTERS = ("wandb", "trackio", "tensorboard", "mlflow", "comet", "neptune", "clearml", "dvclive", "swanlab")
SETTINGS = ("Config", "TrainingArguments")
DEVICES = ("cuda", "CUDA", "NVIDIA", "meta tensor", "mps devices")
DIVERGED = 100.0
"""A weight as large as this was not learnt: they begin below 1 and move by a few learning rates."""
FEW_STEPS = 4
"""Steps at the full learning rate that go as far as a whole training would at the very least."""


def raises(kind: str, *words: str) -> Callable[[Observation], bool]:
    """Return a predicate: an exception of this kind whose message has all the words."""

    def sees(seen: Observation) -> bool:
        error = seen.error
        if error is None or kind not in (error.type, *error.kinds):
            return False
        return all(word in error.message for word in words)

    return sees


def settings_missing(seen: Observation) -> bool:
    """The trainer looks for a setting that its settings do not have: they are of another trainer."""
    return any(raises("AttributeError", f"{kind}' object has no attribute")(seen) for kind in SETTINGS)


def _reports(seen: Observation) -> bool:
    """A service that reports trainings is not installed."""
    message = seen.error.message if seen.error is not None else ""
    absent = "install" in message or "No module named" in message
    return absent and any(name in message for name in REPORTERS)


def _absent_device(seen: Observation) -> bool:
    """The model, or a tensor, is sent to a device that is not there."""
    return seen.error is not None and any(word in seen.error.message for word in DEVICES)


def _returned(*found: str) -> Callable[[Observation], bool]:
    """Return a predicate: the result is of one of these types, of any other than the right one if none is given."""
    return lambda seen: seen.error is not None and seen.error.unsupported and (seen.error.found in found or not found)


def trained_already(seen: Observation) -> bool:
    """The trainer had trained before it came."""
    return bool(seen.result["before"] > 0)


def _other_count(seen: Observation) -> bool:
    """More or fewer steps than asked for."""
    return bool(seen.result["steps"] != seen.kwargs["max_steps"])


def _half_precision(seen: Observation) -> bool:
    """Weights are kept in half a float."""
    return not {"torch.float16", "torch.bfloat16"}.isdisjoint(seen.result["dtypes"])


def _diverged(seen: Observation) -> bool:
    """Some weight is no number, or far too large."""
    return not all(bool(np.all(np.abs(values) < DIVERGED)) for values in _weights(seen).values())


def _other_rate(seen: Observation) -> bool:
    """Some weight moved much farther than AdamW goes at that rate, or none moved nearly as far."""
    rate, steps = float(seen.kwargs["learning_rate"]), seen.result["steps"]
    least, most = (0.9, 1.1) if steps == 1 else (FEW_STEPS, 3 * steps)
    return not least * rate < moved(seen) < most * rate


def _warm_up(seen: Observation) -> bool:
    """One step, of size zero."""
    return bool(seen.result["steps"] == 1) and moved(seen) == 0


def _misaligned(seen: Observation) -> bool:
    """A label is another token than the one at its place."""
    pairs = [pair for row in seen.result["rows"] for pair in zip(row["input_ids"], row["labels"], strict=True)]
    return any(label not in (IGNORED, token) for token, label in pairs)


def _rows_cut(seen: Observation) -> bool:
    """Most rows break off at the same length."""
    end = _tokenizer(seen).id_of(_tokenizer(seen).special_tokens.end)
    rows = [row["input_ids"] for row in seen.result["rows"]]
    open_ones = [len(ids) for ids in rows if end not in ids[-2:]]
    return len(open_ones) > len(rows) / 2 and len(set(open_ones)) == 1


def end_masked(seen: Observation) -> bool:
    """The end token is in the rows, and never among the labels."""
    end = _tokenizer(seen).id_of(_tokenizer(seen).special_tokens.end)
    rows = seen.result["rows"]
    return any(end in row["input_ids"] for row in rows) and not any(end in row["labels"] for row in rows)


def template_applied(seen: Observation) -> bool:
    """The token that opens a turn is in the rows."""
    start = _tokenizer(seen).id_of(_tokenizer(seen).special_tokens.start)
    return any(start in row["input_ids"] for row in seen.result["rows"])


def other_column(wanted: str) -> Callable[[Observation], bool]:
    """Return a predicate: the prepared rows hold another column than the wanted one."""

    def sees(seen: Observation) -> bool:
        row = seen.args[2].data["rows"][0]
        tokenizer = _tokenizer(seen)
        text = tokenizer.decode(seen.result["rows"][0]["input_ids"]).removesuffix(tokenizer.special_tokens.end)
        return any(text == str(value) != row[wanted] for value in row.values())

    return sees


def part_of_column(wanted: str) -> Callable[[Observation], bool]:
    """Return a predicate: the prepared rows hold a part of the wanted column only."""

    def sees(seen: Observation) -> bool:
        row = seen.args[2].data["rows"][0]
        tokenizer = _tokenizer(seen)
        text = tokenizer.decode(seen.result["rows"][0]["input_ids"]).removesuffix(tokenizer.special_tokens.end).strip()
        return text in row[wanted] and text != row[wanted].strip()

    return sees


def without_adapters(seen: Observation) -> bool:
    """An adapter was asked for, and the model has none."""
    return "peft_config" in seen.kwargs and not any(".lora_" in name for name in _state(seen))


def other_adapters(seen: Observation) -> bool:
    """The adapters have another rank than the one asked for."""
    ranks = {values.shape[0] for name, values in _state(seen).items() if ".lora_A." in name}
    return bool(ranks) and ranks != {seen.kwargs["peft_config"].data["r"]}


def _weights(seen: Observation) -> dict[str, NDArray[Any]]:
    """Return what is left of the weights that were sent: no adapters, which begin at zero."""
    return {name: values for name, values in _state(seen).items() if ".lora_" not in name}


def _state(seen: Observation) -> dict[str, NDArray[Any]]:
    return state_of(seen.result["weights"])


def state_of(weights: bytes) -> dict[str, NDArray[Any]]:
    """Return weights by name; raise `ValueError`, which detectors may, if they are none."""
    try:
        return load(weights)
    except BadArray as error:
        raise ValueError("no weights") from error


def moved(seen: Observation) -> float:
    """Return the farthest that any weight of the first model in the arguments moved."""
    model = next(value for value in seen.args if isinstance(value, (TinyModel, SeeingModel)))
    after = _weights(seen)
    return max(float(np.max(np.abs(after[name] - values))) for name, values in model.weights.items())


def _tokenizer(seen: Observation) -> ChatTokenizer:
    return next(value for value in seen.args if isinstance(value, ChatTokenizer))


RAISED_BY_ANY = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("gone_from_trl", raises("ImportError", "cannot import name", "trl")),
    Detector("reporter", _reports),
    Detector("out_of_memory", raises("MemoryError")),
    Detector("too_long", raises("TimeoutError")),
    Detector("no_gpu", raises("ValueError", "bf16")),
    Detector("no_gpu", raises("ValueError", "tf32")),
    Detector("absent_device", _absent_device),
    Detector("processing_class", raises("TypeError", "unexpected keyword argument 'tokenizer'")),
    Detector("config_keyword", raises("TypeError", "Trainer.__init__()", "unexpected keyword argument")),
    Detector("renamed_keyword", raises("TypeError", "Config.__init__()", "unexpected keyword argument")),
    Detector("needs_dataset", raises("TypeError", "train_dataset", "must be a `Dataset`")),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("missing_column", detect.missing_column),
]
"""What a library or a limit said, whatever the trainer."""
RAISED = [
    Detector("adapter_twice", raises("ValueError", "PeftModel")),
    Detector("not_a_chat", raises("ValueError", "not conversational")),
    *RAISED_BY_ANY,
]
"""The same, where a trainer is to learn texts."""
RETURNED = [
    Detector("nothing_returned", _returned("NoneType")),
    Detector("trained_already", _returned("TrainOutput")),
    Detector("other_type", _returned()),
]
"""A result of another type."""
LEFT_BY_ANY = [
    Detector("trained_already", trained_already),
    Detector("steps", _other_count),
    Detector("half_precision", _half_precision),
    Detector("diverged", _diverged),
    Detector("warm_up", _warm_up),
    Detector("rate", _other_rate),
]
"""What a training is like that a trainer did, whatever its kind."""
LEFT = [*LEFT_BY_ANY, Detector("misaligned", _misaligned), Detector("rows_cut", _rows_cut)]
"""The same, where a trainer is to learn texts."""
