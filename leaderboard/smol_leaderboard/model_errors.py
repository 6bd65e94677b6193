"""What can go wrong with a model on the Hub before anybody has looked into it; `errors` has the rest of the tree.

StoreError
├── ModelNotThere          no such model, or none that we may see (exit 2)
│   └── RevisionNotThere       the model has no such revision, or not any more (exit 2)
├── ModelNotReached        it was looked for on the Hub, which did not answer (exit 3)
├── ModelTooLarge          the files of the model are larger than we fetch (exit 1)
└── WrongContent           a file is not what the Hub announced (exit 3)
LeaderboardError
└── CardUnusable           a learner's own model card cannot be read or mended (exit 1)
"""

from __future__ import annotations

from .errors import LeaderboardError, StoreError, Unreachable


class ModelNotThere(StoreError):
    """No model of this name, or none that this login may see; `other` is what else has the name."""

    exit_code = 2
    key = "board_error.no_model"
    hint = "board_error.no_model.hint"

    def __init__(self, model: str, *, other: str = "", logged_in: bool = False) -> None:
        super().__init__()
        self.fields |= {"model": model[:200]}
        if other:
            self.key = "board_error.no_model_dataset" if other == "dataset" else "board_error.no_model_space"
        elif logged_in:
            self.hint = "board_error.no_model_login.hint"


class RevisionNotThere(ModelNotThere):
    """The model has no such revision, or not any more."""

    key = "board_error.no_model_revision"
    hint = "board_error.no_model_revision.hint"

    def __init__(self, model: str, revision: str) -> None:
        super().__init__(model)
        self.fields |= {"revision": revision[:100]}


class ModelNotReached(Unreachable):
    """The name is that of no folder here, and the Hub, where it may be a model's, did not answer."""

    key = "board_error.model_not_reached"
    hint = "board_error.model_not_reached.hint"

    def __init__(self, model: str, problem: str) -> None:
        super().__init__(problem)
        self.fields |= {"model": model[:200]}


class ModelTooLarge(StoreError):
    """The files of a model are larger than we fetch. Sizes in bytes."""

    exit_code = 1
    key = "board_error.model_too_large"

    def __init__(self, model: str, size: int, most: int) -> None:
        super().__init__()
        self.fields |= {"model": model[:200], "size": f"{size / 2**30:.3g}", "most": f"{most / 2**30:.3g}"}


class WrongContent(StoreError):
    """A file's bytes are not those that the Hub announced: their number or their hash."""

    key = "board_error.wrong_content"
    hint = "board_error.wrong_content.hint"

    def __init__(self, model: str, file: str) -> None:
        super().__init__()
        self.fields |= {"model": model[:200], "file": file[:200]}


class CardUnusable(LeaderboardError):
    """A learner's own model card cannot be read or mended."""

    exit_code = 1
    key = "mend.unusable"
    hint = "mend.unusable.hint"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path=path, problem=problem[:200])
