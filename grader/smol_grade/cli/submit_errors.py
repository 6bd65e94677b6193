"""What makes no sense in `submit`'s command line."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError


class UnitNeeded(UsageError):
    """One exercise was named; a unit is submitted whole."""

    key = "submit.unit_needed"
    hint = "submit.unit_needed.hint"

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)


class GoesWithUnit(UsageError):
    """The final project was named; its model is handed in with a unit."""

    key = "submit.project"
    hint = "submit.project.hint"

    def __init__(self, project: str, unit: str) -> None:
        super().__init__(project=project, unit=unit)


class FolderNeeded(UsageError):
    """--path names a file; a unit is submitted from a folder."""

    key = "submit.folder_needed"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class NoFile(UsageError):
    """A file that was to be sent later is not there."""

    key = "submit.no_file"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class NotAModel(UsageError):
    """--model is no Hub id."""

    key = "submit.not_a_model"

    def __init__(self, model: str) -> None:
        super().__init__(model=model[:200])


class NoBoard(UsageError):
    """No board is named anywhere."""

    key = "submit.no_board"
    hint = "submit.no_board.hint"


class NotAShownName(UsageError):
    """--name is no name that can be shown."""

    key = "submit.not_a_shown_name"
    hint = "submit.not_a_shown_name.hint"


class NameIsInTheFile(UsageError):
    """--name with a file that was saved before: what is sealed and named there is sent."""

    key = "submit.name_is_in_the_file"
