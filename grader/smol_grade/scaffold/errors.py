"""Why nothing was written."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError


class NoName(UsageError):
    """It cannot be the name of a function, its file and its unit's part of a record."""

    key = "scaffold.no_name"
    hint = "scaffold.no_name.hint"

    def __init__(self, name: str, longest: int) -> None:
        super().__init__(name=name, longest=longest)


class NameTaken(UsageError):
    """Something in the course, or in Python, has this name."""

    key = "scaffold.taken"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class NoAlias(UsageError):
    """An alias is `unit` and a number that no unit and no project has."""

    key = "scaffold.no_alias"

    def __init__(self, alias: str, free: str) -> None:
        super().__init__(alias=alias, free=free)


class WarmUp(UsageError):
    """The warm-up is an example of the grader: it has its one exercise."""

    key = "scaffold.warm_up"

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)


class FileTaken(UsageError):
    """A file that was to be made is there."""

    key = "scaffold.file_taken"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class NotWritten(UsageError):
    """A file could not be written; those that had been were taken back."""

    key = "scaffold.not_written"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path=path, why=why)
