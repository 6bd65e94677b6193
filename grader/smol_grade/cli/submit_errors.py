"""What makes no sense in `submit`'s command line."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import UsageError

MODEL_LINK = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<id>[\w.-]+/[\w.-]+)", re.ASCII)


class UnitNeeded(UsageError):
    """One exercise was named; a unit is submitted whole."""

    key = "submit.unit_needed"
    hint = "submit.unit_needed.hint"

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)


class ProjectNeeds(UsageError):
    """The final project was named without its model or its summary, or without either."""

    hint = "entry.needs.hint"

    def __init__(self, project: str, options: list[str]) -> None:
        super().__init__(project=project, option=options[0], last=options[-1])
        self.key = "entry.needs" if len(options) == 1 else "entry.needs_both"


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
    """The summary's file cannot be read."""

    key = "entry.unreadable"
    hint = "entry.unreadable.hint"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file=file[:200], why=why)


class SummaryNotText(UsageError):
    """The summary's file is no plain text in UTF-8."""

    key = "entry.not_text"
    hint = "entry.not_text.hint"

    def __init__(self, file: str) -> None:
        super().__init__(file=file[:200])


class SummaryTooLarge(UsageError):
    """The summary's file is many times larger than any summary."""

    key = "entry.file_large"
    hint = "entry.unreadable.hint"

    def __init__(self, file: str, most: int) -> None:
        super().__init__(file=file[:200], most=most)


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
    """--model is no Hub id; where it is a link to a model, its id is told."""

    key = "submit.not_a_model"

    def __init__(self, model: str) -> None:
        link = MODEL_LINK.match(model)
        super().__init__(model=model[:200], meant=link["id"] if link else "")
        self.hint = "submit.not_a_model.hint" if link else ""


class NoBoard(UsageError):
    """No board is named anywhere."""

    key = "submit.no_board"
    hint = "submit.no_board.hint"


class NotAShownName(UsageError):
    """--name is no name that can be shown."""

    key = "submit.not_a_shown_name"
    hint = "submit.not_a_shown_name.hint"


class NameAsOneSign(UsageError):
    """--name holds more characters that are drawn as one than any word does; `sign` is the first of them."""

    key = "submit.name_as_one_sign"
    hint = "submit.not_a_shown_name.hint"

    def __init__(self, characters: int, most: int, sign: str) -> None:
        super().__init__(characters=characters, most=most, sign=sign)


class NotWithFile(UsageError):
    """An option with a file that was saved before: what is sealed and named there is sent."""

    key = "submit.not_with_file"

    def __init__(self, options: list[str]) -> None:
        super().__init__(options=", ".join(options))


class NotASubmission(UsageError):
    """What was to be sent later is no file that `submit` has saved; `why` says what is wrong with it."""

    key = "submit.not_saved"
    hint = "submit.not_saved.hint"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name=name, why=why)
