"""What can keep the model board from being shown; the rest of the tree is in `errors`."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import LeaderboardError, StoreError


class NoModels(StoreError):
    """The board is older than its models: nothing was derived of them yet."""

    key = "models.none_there"
    hint = "models.none_there.hint"


class NoAwards(StoreError):
    """The board was made by a program that knew no awards."""

    key = "award.none_there"
    hint = "award.none_there.hint"


class NoSuchModel(LeaderboardError):
    """No model of that name was measured."""

    exit_code = 2
    key = "models.no_such_model"
    hint = "models.no_such_model.hint"

    def __init__(self, model: str) -> None:
        super().__init__(model=model[:200])


class NoneOfThese(LeaderboardError):
    """The board has no such task or size class; `kind` is the option that named it."""

    exit_code = 2
    key = "models.none_of_these"

    def __init__(self, kind: str, asked: str, known: Iterable[str]) -> None:
        super().__init__(kind=kind, asked=asked[:100], known=", ".join(known) or "-")
