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


class ProjectNeeds(UsageError):
    """The final project was named without its model or its summary."""

    key = "entry.needs"
    hint = "entry.needs.hint"

    def __init__(self, project: str, options: list[str]) -> None:
        super().__init__(project=project, options=", ".join(options))


class NotWithProject(UsageError):
    """An option was given that has to do with exercises or a quiz."""

    key = "entry.not_with_project"

    def __init__(self, options: list[str]) -> None:
        super().__init__(options=", ".join(options))


class OnlyWithProject(UsageError):
    """A summary or a demo was given with something else than the final project."""

    key = "entry.only_with_project"
    hint = "entry.only_with_project.hint"


class NoSummary(UsageError):
    """The summary cannot be read: there is no such file, or it is no plain text."""

    def __init__(self, file: str, why: str = "") -> None:
        super().__init__(file=file[:200], why=why)
        self.key = "entry.unreadable" if why else "entry.not_text"
        self.hint = "entry.unreadable.hint"


class NotALanguage(UsageError):
    """--summary-lang is none of the course's languages."""

    key = "cli.bad_language"

    def __init__(self, language: str) -> None:
        super().__init__(lang=language[:40])


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
