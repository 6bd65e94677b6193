"""Tensors that functions return: several at once, and in which precision."""

from __future__ import annotations

from typing import Any

from ..arrays import Array
from .detect import Observation
from .expect import mismatch, type_name

FULL = ("float32", "float64")


def expect_tensors(result: Any, *names: str) -> list[Any]:
    """Require as many results as there are names, and return them; each is looked at by itself."""
    wanted = f"({', '.join(names)})"
    if type(result) is not list:
        found = result.type if isinstance(result, Array) else type_name(result)
        raise mismatch("type", expected=wanted, got=result, kind="tuple", found=found)
    if len(result) != len(names):
        raise mismatch("shape", expected=wanted, got=result, found=str(len(result)))
    return result


def expect_full_precision(got: Any, where: str = "result") -> None:
    """Require float32, or float64 where somebody wants more."""
    if isinstance(got, Array) and got.dtype not in FULL:
        raise mismatch("type", where=where, expected="float32", got=got.dtype, kind="float32", found=got.dtype)


def returned(seen: Observation) -> Any:
    """Return what a call returned, also where its gradients stand beside it."""
    return seen.fields["value"] if {"value", "gradients"} <= seen.fields.keys() else seen.result
