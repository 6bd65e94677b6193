"""What is seen while the grader works: one changing line on a terminal, a line per exercise in the log of a long run.

All of it goes to stderr. The stream is taken when the work begins: pytest, which runs the checks, redirects it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TextIO

from ..messages import say
from ..records import Language, Step
from . import output

PATIENCE_S = 2.0
"""A run that ends sooner leaves no trace in a log."""


@contextlib.contextmanager
def progress(language: Language) -> Iterator[Callable[[Step], None]]:
    """Yield what is to hear of each check as it begins."""
    stream = sys.stderr
    if stream is None or stream.isatty():
        with changing_line() as show:
            show(say(language, "cli.preparing"))
            yield lambda step: show(sentence(step, language))
        return
    log = Log(stream, language, PATIENCE_S)
    try:
        yield log.begin
    finally:
        log.close()


@contextlib.contextmanager
def no_progress() -> Iterator[Callable[[Step], None]]:
    """Yield what hears of each check and shows nothing."""
    yield lambda _: None


@contextlib.contextmanager
def changing_line() -> Iterator[Callable[[str], None]]:
    """Yield what shows a text in place of the one before; line by line on a dumb terminal, not at all on none."""
    stream = sys.stderr
    if stream is None or not stream.isatty():
        yield lambda _: None
        return
    if os.environ.get("TERM") in ("dumb", "unknown"):
        yield lambda text: output.write(text, stream)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, no_color=not output.wants_color(stream), highlight=False)
    spinner = "dots" if output.speaks_unicode(stream) else "line"
    with console.status("", spinner=spinner) as status:

        def show(text: str) -> None:
            plain = text if output.speaks_unicode(stream) else text.replace("…", "...")
            status.update(Text(plain))

        yield show


def before_a_line(out: TextIO | None, screen: TextIO | None) -> str:
    """Return what takes the changing line away, to be written in front of a line, in one go; it comes back below.

    `out` and `screen` are stdout and stderr as they were before the changing line, which takes both over.
    """
    shown = out is not None and screen is not None and out.isatty() and screen.isatty()
    return "\r\x1b[2K" if shown and os.environ.get("TERM") not in ("dumb", "unknown") else ""


def sentence(step: Step, language: Language) -> str:
    """Return what is said of a check that begins."""
    fields = {"number": step.number, "total": step.total, "exercise": step.exercise, "check": step.check}
    return say(language, "cli.checking", **fields)


class Log:
    """Tells a stream that is no terminal which exercise is being checked, once the work has lasted `patience` seconds.

    An exercise is told of once. A stream that cannot be written is left alone: the grading matters more.
    """

    def __init__(self, stream: TextIO, language: Language, patience: float) -> None:
        self._stream = stream
        self._language = language
        self._lock = threading.Lock()
        self._step: Step | None = None
        self._told = ""
        self._late = False
        self._timer = threading.Timer(patience, self.grow_late)
        self._timer.daemon = True
        self._timer.start()

    def begin(self, step: Step) -> None:
        """Hear of a check that begins."""
        with self._lock:
            self._step = step
            self._tell()

    def grow_late(self) -> None:
        """Be quiet no longer."""
        with self._lock:
            self._late = True
            self._tell()

    def close(self) -> None:
        """Say nothing more."""
        self._timer.cancel()
        self._timer.join()

    def _tell(self) -> None:
        if self._late and self._step is not None and self._step.exercise != self._told:
            self._told = self._step.exercise
            with contextlib.suppress(OSError):
                output.write(sentence(self._step, self._language), self._stream)
