"""A question on the screen, its answer from the keyboard, and what is said of it.

Line by line, for a screen reader, a pipe or 40 columns. Prose is broken at the width of a terminal;
code is not, for a broken line of code is another one.
"""

from __future__ import annotations

import sys

from ..messages import say, say_sentence
from ..quiz.bank import Item, key_of
from ..quiz.marking import Answer, right_answer
from ..quiz.paper import PublicItem, Question, filled
from ..quiz.typed import HELP, LEAVE, SKIP, letter_of, read_typed
from ..records import Language, Sentence
from . import output


def show(item: PublicItem, question: Question, number: int, total: int, language: Language) -> None:
    """Write a question: which it is of how many, its text, its code with numbered lines, its choices with letters."""
    level = say(language, f"report.level_{item.level}")
    fields = {"number": number, "total": total, "objective": item.objective, "level": level}
    since = say(language, "quiz.since", since=item.since) if item.since else ""
    output.write("")
    output.write_wrapped(say(language, "quiz.head", **fields) + since)
    values = item.cases[question.case] if item.cases else {}
    output.write_wrapped(filled(item.question.in_language(language), values))
    if item.code:
        output.write("")
        for count, line in enumerate(item.code.splitlines(), 1):
            output.write(f"{count:>4}  {line}".rstrip())
    if question.order:
        output.write("")
        texts = {choice.key: choice.text.in_language(language) for choice in item.choices}
        for key in question.order:
            output.write_wrapped(f"  {letter_of(question, key)}) {texts[key]}")
    output.write("")


def ask(item: PublicItem, question: Question, language: Language) -> Answer | None:
    """Ask until there is an answer, an empty one for a question that is skipped; None when somebody leaves."""
    while True:
        text = _typed(_prompt(item, question, language))
        if text is None or text.lower() == LEAVE:
            return None
        if text.lower() == SKIP:
            return ()
        if text == HELP:
            output.write_wrapped(f"{say(language, f'quiz.help_{item.kind}')}\n{say(language, 'quiz.help_all')}")
            continue
        answer = read_typed(item, question, text)
        if not isinstance(answer, Sentence):
            return answer
        output.write_wrapped(say_sentence(language, answer))


def _prompt(item: PublicItem, question: Question, language: Language) -> str:
    """Return what stands before the place where one types."""
    last = letter_of(question, question.order[-1]) if question.order else ""
    lines = len(item.code.splitlines())
    return say(language, f"quiz.prompt_{item.kind}", last=last, lines=lines)


def _typed(before: str) -> str | None:
    """Return the next line of stdin, without the blanks around it; None at its end. In a pipe it is shown, too."""
    if sys.stdin is None:  # started with `<&-`
        return None
    stream = sys.stdout
    if stream is not None:
        encoding = stream.encoding or "utf-8"
        stream.write(before.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    line = sys.stdin.buffer.readline().decode(sys.stdin.encoding or "utf-8", "replace")
    if not sys.stdin.isatty():
        output.write(output.harmless(line.strip()))
    return line.strip() if line else None


def explain(item: Item, question: Question, answer: Answer, right: bool, language: Language) -> None:
    """Write whether an answer is right, why, and where it is taught."""
    verdict = "right" if right else "wrong" if answer else "skipped"
    text = say(language, f"quiz.{verdict}")
    if output.wants_color(sys.stdout):
        import typer

        text = typer.style(text, fg={"right": "green", "wrong": "red", "skipped": "yellow"}[verdict], bold=True)
    output.write(text)
    if not right:
        _tell_key(item, question, language)
    for option in item.options:
        key = key_of(item.id, option.text.en)
        if option.why is not None and key in answer and not option.right:
            output.write_wrapped(f"{letter_of(question, key)}) {option.why.in_language(language)}")
    values = item.cases[question.case].values if item.cases else {}
    output.write_wrapped(filled(item.explanation.in_language(language), values))
    if item.fix:
        output.write(f"{say(language, 'quiz.fix', line=item.line)}\n    {item.fix.strip()}")
    output.write_wrapped(say(language, "quiz.read", source=source_of(item, language)))


def _tell_key(item: Item, question: Question, language: Language) -> None:
    right = right_answer(item, question.case)
    if item.kind == "code-output":
        output.write(say(language, "quiz.key_output"))
        for line in item.output.strip().splitlines():
            output.write(f"    {line}")
        return
    letters = [letter_of(question, key) for key in right] if question.order else list(right)
    text = " ".join(letters if item.kind == "order" else sorted(letters))
    if item.kind == "single":
        text += f") {next(option.text.in_language(language) for option in item.options if option.right)}"
    kind = "raises" if item.raises else "line" if item.kind == "spot-the-bug" else "plain"
    output.write_wrapped(say(language, f"quiz.key_{kind}", right=text, raises=item.raises))


def source_of(item: Item | PublicItem, language: Language) -> str:
    """Return where an item is taught, as what one can do: a command, a file or an address."""
    if "#" in item.source or "://" in item.source:
        return item.source.replace(
            "docs/glossary.md#", "docs/glossary.es.md#" if language == "es" else "docs/glossary.md#"
        )
    return f"smol-grade info {item.source}"
