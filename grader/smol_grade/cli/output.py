"""Writing to the screen: data on stdout, the rest on stderr, whatever the encoding, the width or the colours."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ..errors import OutputNotWritable, SmolGradeError
from ..messages import LANGUAGES, say, system_language
from ..records import Language

MARKS = "✓✗○…·🐢"


def language_of(choice: str) -> Language:
    """Return the language asked for, or the system's."""
    if not choice:
        return system_language()
    for language in LANGUAGES:
        if choice.lower().replace("-", "_").split("_")[0] == language:
            return language
    import typer

    raise typer.BadParameter(say(system_language(), "cli.bad_language", lang=choice), param_hint="--lang")


def early_language() -> Language:
    """Return the language for help texts: `--lang` on the command line if it names one, else the system's."""
    words = sys.argv[1:]
    for index, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(words):
            value = words[index + 1]
        if value[:2].lower() == "es":
            return "es"
        if value[:2].lower() == "en":
            return "en"
    return system_language()


def speaks_unicode(stream: TextIO) -> bool:
    """Return whether a stream's encoding has our marks."""
    try:
        MARKS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wants_color(stream: TextIO) -> bool:
    """Return whether to colour: a terminal, no NO_COLOR, not TERM=dumb; FORCE_COLOR overrides the first."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int:
    """Return the columns of the terminal (COLUMNS overrides), 80 when there is none, at most 100."""
    if not stream.isatty() and not os.environ.get("COLUMNS"):
        return 80
    return max(20, min(_columns(), 100))


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def write(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a line break; characters that the encoding lacks are escaped."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    if not speaks_unicode(stream):
        text = text.replace("…", "...").replace("·", "-").replace("—", "-")
    stream.write(text.rstrip("\n").encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def note(text: str) -> None:
    """Write a line to stderr."""
    write(text, sys.stderr)


def save(text: str, path: Path) -> None:
    """Write a report into a file, all of it or nothing."""
    from ..files import write_atomically

    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        write_atomically(path, text)
    except OSError as error:
        raise OutputNotWritable(path, error.strerror or str(error)) from error


@contextlib.contextmanager
def explained(language: Language) -> Iterator[None]:
    """Turn our errors and Ctrl-C into a sentence on stderr and the exit code; anything else stays a traceback."""
    import typer

    try:
        yield
    except SmolGradeError as error:
        fields = {name: value for name, value in error.fields.items() if name != "name"}
        if "name" in error.fields:
            fields["name"] = error.fields["name"]
        note(f"{say(language, 'error.prefix')} {say(language, error.key, **fields)}")
        if error.hint:
            note(f"{say(language, 'error.hint')} {say(language, error.hint, **fields)}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        note("\n" + say(language, "error.interrupted"))
        raise typer.Exit(130) from None
    except BrokenPipeError:  # the reader of our output has left, e.g. `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(141) from None
