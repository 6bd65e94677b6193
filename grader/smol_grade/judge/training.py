"""What trained weights have learnt, and what they have not.

A worker trains and leaves weights; what it says about them is not believed. The judge runs them in NumPy, before and
after, on lessons that the worker never saw. Thresholds and measured ranges: docs/design/0004-artifacts-not-claims.md.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import BadArray, load
from ..records import Sentence
from ..submission import SubmissionError
from .expect import Mismatch, expect_equal, mismatch
from .idefics3 import SeeingModel
from .lessons import Example, Lesson, ids_and_labels
from .llama import IGNORED, Network, TinyModel
from .world import Lora

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[np.floating[Any]]]

STEPS = 24
"""Of a training whose losses are measured; batches of 8 rows."""
RATE = 1e-2
ADAPTER_RATE = 2e-2
LEARNT = 0.5
"""Share of the initial loss that a learnt kind of token must fall below."""
TAUGHT = 1 / 3
"""The same for what a training is made for, and what counting tokens without training does not reach (0.43)."""
PARTLY = 0.75
"""The same for what there is little of: earlier answers, first and last lines, end tokens."""
ADAPTED = 0.8
"""The same for adapters."""
KEPT = 0.9
"""Share of the initial loss that a kind of token which is not learnt must stay above."""
LOOSELY_KEPT = 0.75
"""The same for adapters, for what stands outside of files and for pictures: learnt or not, these move less."""
STEP_TOLERANCE = 0.1
"""Relative deviation of the first step's size from the learning rate."""


@dataclass(frozen=True)
class Learning:
    """The mean loss in nats of each kind of token, before and after training."""

    before: dict[str, float]
    after: dict[str, float]

    def expect_fall(self, kind: str, what: str, share: float = LEARNT) -> None:
        """Require that the loss fell below a share of what it was."""
        before, after = self.before[kind], self.after[kind]
        if not after < share * before:
            expected, got = f"{before:.2f} → < {share * before:.2f}", f"{before:.2f} → {after:.2f}"
            raise mismatch("loss_falls", where=what, expected=expected, got=got, what=what)

    def expect_kept(self, kind: str, what: str, share: float = KEPT) -> None:
        """Require that the loss stayed above a share of what it was."""
        before, after = self.before[kind], self.after[kind]
        if not after > share * before:
            expected, got = f"{before:.2f} → > {share * before:.2f}", f"{before:.2f} → {after:.2f}"
            raise mismatch("loss_stays", where=what, expected=expected, got=got, what=what)


def learning(result: dict[str, Any], lesson: Lesson) -> Learning:
    """Return what the weights that a training left have learnt."""
    return _learning(result["weights"], lesson)


@functools.lru_cache(maxsize=8)
def _learning(weights: bytes, lesson: Lesson) -> Learning:
    return learning_of(weights_of(weights, lesson.model), lesson)


def learning_of(weights: Weights, lesson: Lesson) -> Learning:
    """Return what weights have learnt."""
    with np.errstate(all="ignore"):  # weights that are not finite
        return Learning(_losses_before(lesson), _losses(Network(lesson.model.shape, weights), lesson.held_out))


@functools.lru_cache(maxsize=8)
def _losses_before(lesson: Lesson) -> dict[str, float]:
    return _losses(Network(lesson.model.shape, lesson.model.weights), lesson.held_out)


def _losses(network: Network, examples: list[Example]) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for example in examples:
        ids = [token for piece in example for token in piece.ids]
        kinds = [piece.kind for piece in example for _ in piece.ids]
        for kind, loss in zip(kinds[1:], network.losses(ids, ids).tolist(), strict=True):
            sums.setdefault(kind, []).append(loss)
    return {kind: sum(losses) / len(losses) for kind, losses in sums.items()}


@contextlib.contextmanager
def expected_type(kind: str) -> Iterator[None]:
    """Tell a result of another type in the words of exercises about trainers and configs."""
    try:
        yield
    except SubmissionError as error:
        if not error.unsupported:
            raise
        found = "None" if error.found == "NoneType" else error.found
        raise mismatch("type", expected=kind, got=found, kind=kind, found=found) from None


def trained(shared: Callable[[str], Any], run: str, kind: str = "SFTTrainer") -> dict[str, Any]:
    """Return what a shared training left, given that the function's result was of the right type."""
    with expected_type(kind):
        result = shared(run)
    kinds = {"before": int, "steps": int, "loss": float, "rows": list, "weights": bytes}
    if any(type(result.get(name)) is not kind for name, kind in kinds.items()):
        raise mismatch("other", detail="the training left something else")
    return dict(result)


def weights_of(weights: bytes, model: TinyModel | SeeingModel) -> dict[str, NDArray[Any]]:
    """Return the trained weights under the names that they had before the training, adapters left out."""
    found = {_plain_name(name): values for name, values in _state(weights).items() if ".lora_" not in name}
    for name, values in model.weights.items():
        shape = list(found[name].shape) if name in found else "-"
        if shape != list(values.shape):
            raise mismatch("shape", where=name, expected=str(list(values.shape)), got=str(shape), found=str(shape))
        if found[name].dtype.kind != "f":
            dtype = str(found[name].dtype)
            raise mismatch("type", where=name, expected="float32", got=dtype, kind="float32", found=dtype)
    return {name: found[name] for name in model.weights}


@contextlib.contextmanager
def told_by_tokens(result: dict[str, Any], lesson: Lesson) -> Iterator[None]:
    """Where the prepared data set shows what is wrong, tell it by the tokens: they say more than a loss does."""
    try:
        yield
    except Mismatch as found:
        raise _told_by_tokens(result, lesson) or found from None


def _told_by_tokens(result: dict[str, Any], lesson: Lesson) -> Mismatch | None:
    for number, (row, example) in enumerate(zip(result["rows"], lesson.prepared, strict=False)):
        ids, wanted = ids_and_labels(example, lesson.learnt)
        try:
            text, whole = lesson.tokenizer.decode(row["input_ids"]), lesson.tokenizer.decode(ids)
            got = lesson.tokenizer.decode([label for label in row["labels"] if label != IGNORED])
        except (KeyError, TypeError):
            return None
        if not (text in whole or whole in text):  # the rows stand in another order, or are other rows
            return None
        expected = lesson.tokenizer.decode([label for label in wanted if label != IGNORED])
        if got.replace("\n", "") != expected.replace("\n", ""):
            where = f'trainer.train_dataset[{number}]["labels"]'
            sentence = Sentence(key="expect.learnt", fields={"where": where})
            return Mismatch(sentence, where=where, expected=expected, got=got[:2000], exact=True)
    return None


def expect_frozen(result: dict[str, Any], model: TinyModel) -> None:
    """Require that every base weight is bit for bit what it was."""
    for name, values in weights_of(result["weights"], model).items():
        if not np.array_equal(values, model.weights[name]):
            raise mismatch("frozen", where=name)


def merged(result: dict[str, Any], lora: Lora, model: TinyModel) -> dict[str, NDArray[Any]]:
    """Return the weights with the trained adapters of a `LoraConfig` added: W + alpha / r · B A.

    Hu et al. 2021, https://arxiv.org/abs/2106.09685.
    """
    state, weights = _state(result["weights"]), weights_of(result["weights"], model)
    scale = lora.data["lora_alpha"] / lora.data["r"]
    names = [name for name in state if re.search(r"\.lora_A\.[^.]+\.weight$", name)]
    for name in names:
        left, right = state.get(name.replace(".lora_A.", ".lora_B.")), state[name]
        base = _plain_name(re.sub(r"\.lora_A\.[^.]+\.", ".", name))
        if left is None or base not in weights or not _fit(weights[base], left, right, lora.data["r"]):
            raise mismatch("adapters", where=name)
        with np.errstate(all="ignore"):  # as in `learning_of`
            weights[base] = weights[base] + scale * (left @ right)
    if not names:
        raise mismatch("adapters", where="peft_config")
    return weights


def _fit(base: NDArray[Any], left: NDArray[Any], right: NDArray[Any], rank: int) -> bool:
    """Return whether B [out, r] and A [r, in] are matrices of real numbers for a weight [out, in]."""
    kinds = {left.dtype.kind, right.dtype.kind}
    return kinds == {"f"} and (left.shape, right.shape) == ((base.shape[0], rank), (rank, base.shape[-1]))


def _state(weights: bytes) -> dict[str, NDArray[Any]]:
    try:
        return load(weights)
    except BadArray:
        raise mismatch("other", detail="weights that are none") from None


def _plain_name(name: str) -> str:
    return name.removeprefix("base_model.model.").replace(".base_layer", "")


def expect_steps(result: dict[str, Any], steps: int) -> None:
    """Require that the trainer came fresh and took this many steps."""
    expect_equal(result["before"], 0, "trainer.state.global_step")
    expect_equal(result["steps"], steps, "trainer.state.global_step")


def expect_first_step(result: dict[str, Any], model: TinyModel | SeeingModel, rate: float) -> None:
    """Require weights after one step of Adam at this rate.

    Adam's first step moves every weight that has a gradient by the learning rate, whatever the gradient's size (Kingma
    and Ba 2014, https://arxiv.org/abs/1412.6980, section 2.1).
    """
    after = weights_of(result["weights"], model)
    with np.errstate(all="ignore"):  # as in `learning_of`
        moves = [np.max(np.abs(after[name] - values)) for name, values in model.weights.items()]
    moved = float(np.max(moves))  # unlike Python's own, NaN if one of them is
    if not abs(moved - rate) <= STEP_TOLERANCE * rate:
        raise mismatch("rate", where="learning_rate", expected=f"{rate:.3g}", got=f"{moved:.3g}", found=f"{moved:.3g}")


def first_step(rate: float) -> float:
    """Return the share of the initial loss that what is learnt falls below in the first step at a learning rate.

    Measured: a fall of 31 to 66 times the rate. Weights that were moved by the rate without a gradient do not fall.
    """
    return 1 - 10 * rate


def expect_no_files(result: dict[str, Any], folder: str) -> None:
    """Require that a training wrote nothing below a folder."""
    expect_equal(result["files"], [], f'os.listdir("{folder}")')
