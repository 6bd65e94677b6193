"""`smol-grade.toml` at the root of a workspace: the language to speak, and the unit that is worked on.

A file that cannot be read is told of and left alone; then the defaults hold.
"""

from __future__ import annotations

import functools
import os
import tomllib
from pathlib import Path
from typing import NamedTuple

import msgspec

from .records import SCHEMA_VERSION, Language, Record, Sentence

NAME = "smol-grade.toml"
MOST_BYTES = 64 * 1024


class Settings(Record, frozen=True):
    """The whole file."""

    schema_version: int = SCHEMA_VERSION
    lang: Language | None = None
    """None: the system's."""
    unit: str = ""
    """What `watch` begins with when nothing is named; empty: the first unit that is not done."""


class Kept(NamedTuple):
    """What holds here, and where it stands."""

    settings: Settings
    path: Path | None = None
    """None where there is no file."""
    problem: Sentence | None = None
    """Why the file was not used."""


def here() -> Kept:
    """Return what holds in the current folder."""
    try:
        return around(os.getcwd())
    except OSError:  # the folder has been deleted
        return Kept(Settings())


@functools.cache
def around(folder: str) -> Kept:
    """Return what holds in a folder: what the nearest file says, in it or above it."""
    path = find(Path(folder))
    return read(path) if path is not None else Kept(Settings())


def find(folder: Path) -> Path | None:
    """Return the nearest file in a folder or above it. Nothing is looked for above a repository or the home folder."""
    home = os.path.realpath(os.path.expanduser("~"))
    for place in (folder, *folder.parents):
        path = place / NAME
        if os.path.isfile(path):  # unlike Path's, it answers where it may not look
            return path
        if os.path.lexists(place / ".git") or os.path.realpath(place) == home:
            return None
    return None


def read(path: Path) -> Kept:
    """Return what a file says; what is damaged, or of a later version, is a problem and the defaults."""
    try:
        return Kept(_parsed(path), path)
    except _LaterVersion as error:
        fields: dict[str, str | int] = {"file": str(path), "version": str(error)}
        return Kept(Settings(), path, Sentence(key="settings.newer", fields=fields))
    except OSError as error:
        why = error.strerror or str(error)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, UnicodeDecodeError, ValidationError among them
        why = str(error)
    return Kept(Settings(), path, Sentence(key="settings.unreadable", fields={"file": str(path), "why": why}))


class _LaterVersion(Exception):
    pass


def _parsed(path: Path) -> Settings:
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"> {MOST_BYTES // 1024} KiB")
    found = tomllib.loads(data.decode("utf-8-sig"))
    version = found.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:  # it may hold what this version does not know
        raise _LaterVersion(version)
    return msgspec.convert(found, Settings)


def text_of(settings: Settings, about: str) -> str:
    """Return the file's text; `about` says in a comment what it is for."""
    lines = [f"# {line}" for line in about.split("\n")]
    lines.append(f"schema_version = {settings.schema_version}")
    lines += [f'lang = "{settings.lang}"'] if settings.lang is not None else []
    lines += [f'unit = "{settings.unit}"'] if settings.unit else []
    return "\n".join(lines) + "\n"
