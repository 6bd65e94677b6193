"""Writing to the screen: data on stdout, the rest on stderr, whatever the encoding, the width or the colours."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from .. import settings
from ..errors import OutputIsExercise, OutputNotWritable, SmolGradeError
from ..messages import LANGUAGES, say, system_language
from ..records import Language

SIGNALS: list[int] = []
"""The signals that asked this program to end."""
MARKS = "✓✗○…·🐢"


def language_of(choice: str) -> Language:
    """Return the language asked for, or the usual one."""
    if not choice:
        return usual_language()
    for language in LANGUAGES:
        if choice.lower().replace("-", "_").split("_")[0] == language:
            return language
    import typer

    raise typer.BadParameter(say(usual_language(), "cli.bad_language", lang=choice), param_hint="--lang")


def early_language() -> Language:
    """Return the language for help texts: `--lang` on the command line if it names one, else the usual one."""
    words = sys.argv[1:]
    for index, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(words):
            value = words[index + 1]
        if value[:2].lower() == "es":
            return "es"
        if value[:2].lower() == "en":
            return "en"
    return usual_language()


def usual_language() -> Language:
    """Return the language of this workspace (smol-grade.toml), else the system's."""
    return settings.here().settings.lang or system_language()


def speaks_unicode(stream: TextIO | None) -> bool:
    """Return whether a stream's encoding has our marks."""
    if stream is None:
        return True
    try:
        MARKS.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def wants_color(stream: TextIO | None) -> bool:
    """Return whether to colour: a terminal, no NO_COLOR, not TERM=dumb; FORCE_COLOR overrides the first."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO | None) -> int:
    """Return the columns of the terminal (COLUMNS overrides), 80 when there is none, at most 100."""
    if (stream is None or not stream.isatty()) and not os.environ.get("COLUMNS"):
        return 80
    return max(20, min(_columns(), 100))


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def write(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a line break; characters that the encoding lacks are escaped. A closed stream takes nothing.

    No line is a command to a CI service: a file's name, or where a line is broken, may make one of it.
    """
    stream = stream or sys.stdout
    if stream is None:  # started with `>&-`
        return
    if "::" in text:
        from ..report.visible import without_commands  # it comes with what reports need

        text = without_commands(text)
    encoding = stream.encoding or "utf-8"
    if not speaks_unicode(stream):
        text = text.replace("…", "...").replace("·", "-").replace("—", "-")
    stream.write(text.rstrip("\n").encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def write_commands(text: str) -> None:
    """Write lines that a CI service is to run as commands: of our own making, never a learner's text as it is."""
    out = sys.stdout
    if out is None:
        return
    encoding = out.encoding or "utf-8"
    out.write(text.encode(encoding, "backslashreplace").decode(encoding))
    out.flush()


def as_utf8(markup: str, stream: TextIO | None) -> str:
    """Return HTML or XML whose bytes on the stream are UTF-8, as it says: in another encoding with references only."""
    import codecs

    if stream is None or codecs.lookup(stream.encoding or "ascii").name == "utf-8":
        return markup
    return markup.encode("ascii", "xmlcharrefreplace").decode("ascii")


def write_wrapped(text: str, stream: TextIO | None = None) -> None:
    """Write prose, on a terminal (or with COLUMNS set) broken between words at its width."""
    import textwrap

    stream = stream or sys.stdout
    if stream is None or not (stream.isatty() or os.environ.get("COLUMNS")):
        write(text, stream)
        return
    width = width_of(stream)
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        options = {"break_long_words": False, "break_on_hyphens": False}
        lines += textwrap.wrap(line, width, subsequent_indent=indent, **options) or [""]  # type: ignore[arg-type]
    write("\n".join(lines), stream)


def harmless(text: str) -> str:
    """Return prose in which texts of others (a board's, the Hub's) are shown for what they are, line by line."""
    from ..report.visible import visible_text

    return "\n".join(visible_text(line) for line in text.split("\n"))


def note(text: str) -> None:
    """Write prose to stderr."""
    write_wrapped(text, sys.stderr)


def check_target(path: Path, graded: list[Path]) -> None:
    """Raise `OutputNotWritable` or `OutputIsExercise` before a grading whose report could not be saved."""
    if any(path.exists() and file.exists() and path.samefile(file) for file in graded):
        raise OutputIsExercise(path)
    problem = 0
    if path.is_dir():
        problem = errno.EISDIR
    elif not path.parent.is_dir():
        problem = errno.ENOENT
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        problem = errno.EACCES
    if problem:
        raise OutputNotWritable(path, os.strerror(problem))


def save(content: str | bytes, path: Path) -> None:
    """Write a report or a picture into a file, all of it or nothing; a device, pipe or link is written to as it is."""
    from ..files import write_atomically

    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        else:
            write_atomically(path, content)
    except OSError as error:
        raise OutputNotWritable(path, error.strerror or str(error)) from error


def _interrupted(language: Language) -> Exception:
    return ended(say(language, "error.terminated" if signal.SIGTERM in SIGNALS else "error.interrupted"))


def ended(said: str) -> Exception:
    """Say that a signal ended the program; return the exit with the status that shells expect."""
    import typer

    note("\n" + said)
    return typer.Exit(128 + (signal.SIGTERM if signal.SIGTERM in SIGNALS else signal.SIGINT))


def _visible(fields: Mapping[str, object]) -> dict[str, object]:
    """Return what errors speak of, names of files among it, without a character that does more than show itself."""
    from ..report.visible import visible_text

    return {
        name: visible_text(value, keep="\n\\") if isinstance(value, str) else value for name, value in fields.items()
    }


def _end(number: int, _frame: object) -> None:
    SIGNALS.append(number)
    raise KeyboardInterrupt


def stop_if_told() -> None:
    """Raise `KeyboardInterrupt` if a signal came and its exception got lost, as in callbacks of libraries."""
    if SIGNALS:
        raise KeyboardInterrupt


@contextlib.contextmanager
def explained(language: Language) -> Iterator[None]:
    """Turn our errors, signals and a failing output into a sentence on stderr and the exit code."""
    import typer

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    try:
        yield
    except SmolGradeError as error:
        if SIGNALS:  # what failed, failed because it was interrupted
            raise _interrupted(language) from None
        fields = _visible(error.fields)
        note(f"{say(language, 'error.prefix')} {say(language, error.key, **fields)}")
        if error.hint:
            note(f"{say(language, 'error.hint')} {say(language, error.hint, **fields)}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        raise _interrupted(language) from None
    except BrokenPipeError:  # the reader of our output has left, e.g. `| head`
        _drop_stdout()
        raise typer.Exit(141) from None
    except OSError as error:
        if error.filename is not None:
            raise
        _drop_stdout()  # nothing of ours but the output is written without a name
        note(f"{say(language, 'error.prefix')} {say(language, 'error.stdout', why=error.strerror)}")
        raise typer.Exit(3) from None


def _drop_stdout() -> None:
    """Send what is still buffered nowhere, so that Python does not fail on it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
