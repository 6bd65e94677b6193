"""Whose work a model is: its fingerprint against those of permitted bases, public models and earlier submissions.

Pure: nothing is read here. What is certain keeps a model from counting (`counts_not`); what only looks like it is a
flag for people. Covered: exact copies, other shards, other dtypes and chains of them, tied weights stored twice or not,
rows added to the embeddings, LoRA factors scaled against each other, adapters merged into their base. Seen as a flag:
noise far below what training does, a part of the layers taken over, a linear merge of two known models. Not covered:
heads or neurons put in another order, or scaled against the layer behind them; distillation.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from smol_grade.records import Record

from .fingerprint import Fingerprint, Tensor
from .rules import Finding

if TYPE_CHECKING:
    import numpy

NEAR = 1e-4
"""Relative distance below which a model is a near copy. Noise of 1e-6 on weights of 0.02 is 5e-5; a hundred steps of
AdamW at a learning rate of 1e-5 are ten times more."""
PART = 0.3
"""Share of a known model's own tensors from which taking them over is a near copy."""
MERGE_RESIDUAL = 0.1
"""Of a linear fit, as a share of the distance to the nearer of the two models, for a merge to be suspected."""
MERGE_SHARE = 0.03
"""The least share of each model in a merge; below it, it is the other one."""
SAME_DELTA = 1e-3
"""Relative distance of what two adapters add, for them to be the same: half precision rounds to 5e-4."""
SIGNAL = 5.0
"""How many times what is left over, rounding, an adapter must add for a merged copy to be certain: a correlation of
98 % over thousands of samples, which two trainings do not have."""
CANDIDATES = 8
"""Known models that are looked at in pairs: those whose direction is nearest."""
ROUNDED = 1.3
"""How many times the expected size of its rounding the rest of a fit may have; sampled thousands of times, it varies by
one part in a hundred."""
RELATED = 0.7
"""Relative distance within which a model descends from a base: two that were drawn apart are about 1.4 apart."""
Kind = Literal["base", "public", "submission"]


class EarlierModel(Record, frozen=True):
    """A model that somebody submitted before."""

    subject: str
    model: str
    fingerprint: Fingerprint


class Match(Record, frozen=True):
    """What a code rests on, for people."""

    code: str
    kind: Kind
    names: tuple[str, ...]
    """Of the known models."""
    share: int = 0
    """Of the first of two in a merge, or of the tensors that were taken over, in millionths."""
    distance: int = 0
    """Relative distance, or what the fit leaves over, in millionths."""


class Provenance(Record, frozen=True):
    """Whose work a model is."""

    counts_not: tuple[str, ...] = ()
    """`no_nonce`, `copy_of_base`, `copy_of_public`, `copy_of_submission`, `untrained_adapter`."""
    flags: tuple[str, ...] = ()
    """`near_copy`, `merge_suspected`."""
    matches: tuple[Match, ...] = ()


class _Known(NamedTuple):
    kind: Kind
    name: str
    fingerprint: Fingerprint


class Doubt(Finding, frozen=True):
    """A code of the provenance, as a learner is told of it before submitting."""

    section: ClassVar[str] = "doubt"


SHOWN = ("copy_of_base", "untrained_adapter", "near_copy", "merge_suspected")
"""Codes with a sentence; the others rest on what only the course knows."""


def told(provenance: Provenance) -> tuple[list[Finding], list[Finding]]:
    """Return what keeps a model from counting, and what is only suspected, as findings with sentences."""
    names = {match.code: ", ".join(match.names) for match in provenance.matches}

    def doubts(codes: tuple[str, ...]) -> list[Finding]:
        return [Doubt(code, "flag", {"names": names.get(code, "")}) for code in codes if code in SHOWN]

    return doubts(provenance.counts_not), doubts(provenance.flags)


def whose(
    fingerprint: Fingerprint,
    nonce_found: bool | None,
    bases: dict[str, Fingerprint],
    public: dict[str, Fingerprint],
    earlier: list[EarlierModel],
    *,
    subject: str = "",
) -> Provenance:
    """Return whose work a model is.

    `nonce_found` is None where none was issued, and then nothing is said of it; `bases` and `public` are by Hub id;
    of `earlier`, those of `subject` are left out: everybody may submit their own again.
    """
    known = [
        *(_Known("base", name, one) for name, one in bases.items()),
        *(_Known("public", name, one) for name, one in public.items()),
        *(_Known("submission", one.model, one.fingerprint) for one in earlier if not subject or one.subject != subject),
    ]
    matches = [_copy(fingerprint, one, bases) for one in known]
    copies = [match for match in matches if match is not None]
    if any(match.kind != "submission" for match in copies):  # two who hand in the base copied it, not each other
        copies = [match for match in copies if match.kind != "submission"]
    counts_not = [] if nonce_found is not False else ["no_nonce"]
    if fingerprint.deltas and all(delta.zero for delta in fingerprint.deltas):
        counts_not.append("untrained_adapter")
    counts_not += [match.code for match in copies]
    suspected = [] if copies or "untrained_adapter" in counts_not else _suspicions(fingerprint, known, bases)
    return Provenance(
        tuple(dict.fromkeys(counts_not)),
        tuple(dict.fromkeys(match.code for match in suspected)),
        (*copies, *suspected),
    )


def nearest_base(mine: Fingerprint, bases: dict[str, Fingerprint]) -> str:
    """Return the base whose weights a whole model's are nearest to, empty where none of those at hand is related.

    What a card says is not believed: whoever starts from a better model than they name has less to beat.
    """
    layout = _layout(mine)
    here = None if mine.adapter else _sketch(mine, bases, layout)
    sketches = {name: _sketch(base, bases, layout) for name, base in bases.items() if here is not None}
    distances = {name: _relative(here.values, there.values) for name, there in sketches.items() if here and there}
    nearest = min(distances, key=lambda name: (distances[name], name), default="")
    return nearest if nearest and distances[nearest] < RELATED else ""


def _copy(mine: Fingerprint, known: _Known, bases: dict[str, Fingerprint]) -> Match | None:
    """Return the match where a model certainly is the known one."""
    code = f"copy_of_{known.kind}"
    theirs = known.fingerprint
    if mine.adapter == theirs.adapter:
        if _all_same(mine, theirs) and (not mine.adapter or mine.base == theirs.base):
            return Match(code, known.kind, (known.name,))
        if mine.adapter and mine.base == theirs.base and _same_delta(mine, theirs):
            return Match(code, known.kind, (known.name,))
        return None
    adapter, whole = (mine, theirs) if mine.adapter else (theirs, mine)
    merged = _merged_copy(adapter, whole, bases)
    return Match(code, known.kind, (known.name,), distance=_millionths(merged)) if merged is not None else None


def _all_same(mine: Fingerprint, theirs: Fingerprint) -> bool:
    """Return whether every tensor is a cast copy: one that differs makes it a model of its own."""
    if mine.weights_sha256 == theirs.weights_sha256:
        return True
    others = {tensor.name: tensor for tensor in theirs.tensors}
    # an output layer that one of them stores apart was, for the other, the embeddings
    if {tensor.name for tensor in mine.tensors} != others.keys():
        return False
    return all(tensor.same(others[tensor.name]) for tensor in mine.tensors)


def _same_delta(mine: Fingerprint, theirs: Fingerprint) -> bool:
    """Return whether two adapters add the same, however each is split into its factors."""
    import numpy

    others = {delta.name: delta for delta in theirs.deltas}
    trained = {delta.name for delta in mine.deltas if not delta.zero}
    if not trained or trained != {delta.name for delta in theirs.deltas if not delta.zero}:
        return False
    for delta in mine.deltas:
        if delta.name not in trained:
            continue
        other = others[delta.name]
        here, there = numpy.frombuffer(delta.samples, "<f4"), numpy.frombuffer(other.samples, "<f4")
        if delta.shape != other.shape or _relative(here, there) > SAME_DELTA:
            return False
        if abs(delta.norm - other.norm) > SAME_DELTA * other.norm:
            return False
    return True


def _merged_copy(adapter: Fingerprint, whole: Fingerprint, bases: dict[str, Fingerprint]) -> float | None:
    """Return the relative distance where a whole model is an adapter merged into its base, None where it is not.

    Every sampled value must be the base's plus the adapter's up to rounding, and what the adapter adds well above it.
    """
    import numpy

    base = bases.get(adapter.base)
    if base is None:
        return None
    deltas = {delta.name: delta for delta in adapter.deltas}
    originals = {tensor.name: tensor for tensor in base.tensors}
    if {tensor.name for tensor in whole.tensors} != originals.keys():
        return None
    left, added, rounding = 0.0, 0.0, 0.0
    for tensor in whole.tensors:
        original = originals[tensor.name]
        delta = deltas.get(tensor.name)
        if delta is None:
            if not tensor.same(original):
                return None
            continue
        here, there = numpy.frombuffer(tensor.samples, "<f4"), numpy.frombuffer(original.samples, "<f4")
        adds = numpy.frombuffer(delta.samples, "<f4")
        if not len(here) == len(there) == len(adds):
            return None
        left += float(((here - there - adds).astype("f8") ** 2).sum())
        added += float((adds.astype("f8") ** 2).sum())
        rounding += float(_rounding(tensor, here.astype("f8")).sum())
    certain = added > 0 and left <= 4 * rounding and added >= SIGNAL**2 * left
    return math.sqrt(left / added) if certain else None


def _rounding(tensor: Tensor, values: Any) -> Any:
    """Return the mean square of the rounding error of each value: a twelfth of the squared spacing at its place."""
    import numpy

    # float32 has 24 digits, of which the product of two factors, summed in some order, leaves 21
    digits = 8 if tensor.forms.is_bf16 else 11 if tensor.forms.is_fp16 else 21
    return numpy.where(values == 0, 0.0, numpy.ldexp(1.0, numpy.frexp(values)[1] - digits) ** 2 / 12)


class _Layout(NamedTuple):
    """Which samples of a whole model are compared, and in which unit: a layer of large numbers counts no more."""

    names: tuple[tuple[str, int], ...]
    units: tuple[float, ...]
    """Root mean square of each tensor's samples."""


class _Sketch(NamedTuple):
    """All samples of a model in one row, in the units of a layout, and how far rounding may have moved them."""

    values: numpy.ndarray[Any, Any]
    rounding: float


def _suspicions(mine: Fingerprint, known: list[_Known], bases: dict[str, Fingerprint]) -> list[Match]:
    """Return what looks like a near copy, a part that was taken over, or a merge."""
    layout = _layout(bases.get(mine.base) if mine.adapter else mine)
    here = _sketch(mine, bases, layout)
    if here is None:
        return []
    comparable = [(one, sketch) for one in known if (sketch := _sketch(one.fingerprint, bases, layout)) is not None]
    found = [
        Match("near_copy", one.kind, (one.name,), distance=_millionths(distance))
        for one, sketch in comparable
        if (distance := _relative(here.values, sketch.values)) < NEAR
    ]
    found += _taken_over(mine, [one for one in known if one.kind != "base"], bases)
    return found or _merges(here, comparable)


def _compared(whole: Fingerprint) -> list[Tensor]:
    # an output layer of its own is what a model may have and its copy not
    return [one for one in whole.tensors if one.name != "lm_head.weight"]


def _layout(whole: Fingerprint | None) -> _Layout:
    import numpy

    compared = _compared(whole) if whole else []
    units = [float(numpy.sqrt((numpy.frombuffer(one.samples, "<f4").astype("f8") ** 2).mean())) for one in compared]
    return _Layout(tuple((one.name, len(one.samples)) for one in compared), tuple(unit or 1.0 for unit in units))


def _sketch(one: Fingerprint, bases: dict[str, Fingerprint], layout: _Layout) -> _Sketch | None:
    """Return the samples of the whole model, of an adapter with its base; None for a model of another layout."""
    import numpy

    whole = bases.get(one.base) if one.adapter else one
    compared = _compared(whole) if whole else []
    if not compared or tuple((tensor.name, len(tensor.samples)) for tensor in compared) != layout.names:
        return None
    deltas = {delta.name: delta.samples for delta in one.deltas}
    rows = []
    rounding = 0.0
    for tensor, unit in zip(compared, layout.units, strict=True):
        values = numpy.frombuffer(tensor.samples, "<f4").astype("f8")
        rounding += float((_rounding(tensor, values) / unit**2).sum())
        added = deltas.get(tensor.name, b"")
        if len(added) == len(tensor.samples):
            values = values + numpy.frombuffer(added, "<f4")
        rows.append(values / unit)
    return _Sketch(numpy.concatenate(rows), math.sqrt(rounding))


def _taken_over(mine: Fingerprint, known: Iterable[_Known], bases: dict[str, Fingerprint]) -> list[Match]:
    """Return the known models of which tensors were taken over that are their own: those no base has."""
    of_bases: dict[str, list[Tensor]] = {}
    for base in bases.values():
        for tensor in base.tensors:
            of_bases.setdefault(tensor.name, []).append(tensor)
    ours = {tensor.name: tensor for tensor in mine.tensors}
    found = []
    for one in known:
        if one.fingerprint.adapter != mine.adapter:
            continue
        own = [
            tensor
            for tensor in one.fingerprint.tensors
            # A is drawn from the seed of everybody's notebook, and may hardly move
            if not tensor.zero and not tensor.name.endswith("lora_A.weight")
            if not any(tensor.same(base) for base in of_bases.get(tensor.name, []))
        ]
        same = [tensor for tensor in own if tensor.name in ours and ours[tensor.name].same(tensor)]
        total = sum(math.prod(tensor.shape) for tensor in own)
        share = sum(math.prod(tensor.shape) for tensor in same) / total if total else 0.0
        if share >= PART:
            found.append(Match("near_copy", one.kind, (one.name,), share=_millionths(share)))
    return found


def _merges(here: _Sketch, known: list[tuple[_Known, _Sketch]]) -> list[Match]:
    """Return the two known models on whose line, or beyond, a model lies: y = a A + (1 - a) B by least squares."""
    import numpy

    if len(known) < 2:
        return []
    nearest = sorted(known, key=lambda one: float(numpy.linalg.norm(here.values - one[1].values)))[:CANDIDATES]
    found = []
    for (first, one), (second, other) in itertools.combinations(nearest, 2):
        line = one.values - other.values
        squared = float(line @ line)
        if not squared:
            continue
        share = float((here.values - other.values) @ line) / squared
        left = float(numpy.linalg.norm(here.values - other.values - share * line))
        near = min(float(numpy.linalg.norm(here.values - end.values)) for end in (one, other))
        fits = left**2 <= (MERGE_RESIDUAL * near) ** 2 + (ROUNDED * here.rounding) ** 2
        # so near to one of the two that rounding explains it, it is no mixture
        fits = fits and near >= 1.5 * here.rounding
        if min(abs(share), abs(1 - share)) > MERGE_SHARE and fits:
            names = (first.name, second.name)
            kind = second.kind if first.kind == "base" else first.kind
            residual = _millionths(left / near)
            found.append(Match("merge_suspected", kind, names, share=_millionths(share), distance=residual))
    return sorted(found, key=lambda match: match.distance)[:1]


def _relative(here: Any, there: Any) -> float:
    """Return the distance of two rows of samples as a share of the second's length."""
    import numpy

    length = float(numpy.linalg.norm(there.astype("f8")))
    distance = float(numpy.linalg.norm(here.astype("f8") - there.astype("f8")))
    return distance / length if length else (0.0 if not distance else math.inf)


def _millionths(value: float) -> int:
    return round(value * 1_000_000)
