"""The forms that a worker's procedures give to what they tell: suites count on these, so nothing else is let in."""

from __future__ import annotations

from typing import Any

from .arrays import Array


def is_told(then: str, fields: tuple[str, ...], of: tuple[int, ...], arguments: int, result: Any) -> bool:
    """Return whether a result has the form of the procedure `then`, as in `Submission.call`."""
    if type(result) is not dict:
        return False
    if then == "config":
        told = result.get("fields")
        return type(told) is dict and told.keys() == set(fields)
    if then == "train":
        told, models = result.get("told", {}), result.get("models", [])
        return type(told) is dict and told.keys() == set(fields) and _are_all(bytes, models) and len(models) == len(of)
    if then == "arguments":
        after = result.get("arguments")
        return "value" in result and type(after) is list and len(after) == arguments
    return then != "gradients" or _are_gradients(result, len(of))


def _are_gradients(result: dict[str, Any], count: int) -> bool:
    if result.keys() != {"value", "gradients", "attached"}:
        return False
    value, gradients, attached = result["value"], result["gradients"], result["attached"]
    items = value if type(value) is list else [value]
    if not (type(gradients) is list and len(gradients) == count and _are_all(bool, attached)):
        return False
    return len(attached) == len(items) and all(item is None or type(item) is Array for item in gradients)


def is_looked_up(found: Any) -> bool:
    """Return whether a result is what loading a file tells of its function, as in `smol_worker.serve`."""
    kinds = {"found": bool, "close": list, "signature": str, "binds": bool}
    return (
        type(found) is dict
        and found.keys() == kinds.keys()
        and all(type(found[name]) is kind for name, kind in kinds.items())
    )


def is_rendering(answer: Any, *, tokens: bool) -> bool:
    """Return whether an answer is what rendering a template gives, as in `smol_worker.templates`."""
    if type(answer) is not dict:
        return False
    if answer.keys() == {"error", "line"}:
        return type(answer["error"]) is str and type(answer["line"]) is int and answer["line"] >= 0
    if answer.keys() != ({"text", "ids", "mask", "runs"} if tokens else {"text"}) or type(answer["text"]) is not str:
        return False
    return not tokens or (
        _are_all(int, answer["ids"])
        and _are_all(int, answer["mask"])
        and len(answer["ids"]) == len(answer["mask"])
        and _are_all(list, answer["runs"])
        and all([type(item) for item in run] == [int, str] for run in answer["runs"])
    )


def _are_all(kind: type, values: Any) -> bool:
    return type(values) is list and all(type(value) is kind for value in values)
