"""`info`: what to know before an exercise or a unit is begun, from the READMEs and stubs that learners get.

On a terminal the Markdown is rendered, every link with its address; into a file or a pipe it goes as it is written.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ..course import LEVEL_MARKS, Exercise, Project, Unit, load_course, missing_modules
from ..locate import course_files
from ..messages import say
from ..readmes import LINK, NAMES, READ, TABLE, Readme, read_readme
from ..records import Language
from . import output

FENCE = "```"


def info(target: str, language: Language) -> str:
    """Return what is to be known of a unit or an exercise, for the screen that stdout is."""
    files = course_files()
    course = load_course(files)
    if course.project is not None and target.strip().strip("/").lower() == course.project.slug:
        return render("\n".join(_project(course.project, files.exercises / course.project.slug, language)))
    unit, exercises = course.find(target)
    folder = files.exercises / unit.alias
    readme = read_readme(folder / NAMES[language])
    page = _unit if exercises is unit.exercises else _exercise
    return render("\n".join(page(unit, exercises, readme, folder, language)))


def _exercise(
    unit: Unit, exercises: tuple[Exercise, ...], readme: Readme, folder: Path, language: Language
) -> Iterator[str]:
    """Yield the Markdown of an exercise: in short, its section (else what its stub says), and how to go on."""
    [exercise] = exercises
    source = (folder / f"{exercise.name}.py").read_text("utf-8")
    stub = ast.parse(source)
    yield f"## {exercise.number} `{exercise.name}` {_mark(exercise, language)}\n"
    yield f"**{exercise.title.in_language(language)}**\n"
    yield from _facts(unit, exercise, language)
    function = _function(stub, exercise.name)
    if function is not None:
        yield f"- {say(language, 'info.write')} `{_signature(source, function)}`"
    yield ""
    section = readme.about(exercise.name)
    yield section.body if section is not None else _from_stub(stub, exercise.name)
    yield f"\n## {say(language, 'info.how')}\n"
    target = f"{unit.alias}/{exercise.name}"
    for name, command in (("check", target), ("hint", f"hint {exercise.name}"), ("unit", f"info {unit.alias}")):
        yield f"- {say(language, f'info.{name}')} `smol-grade {command}`"
    read = READ.search(ast.get_docstring(stub) or "")
    for link in LINK.findall(read[1] if read else ""):
        yield f"- {say(language, 'info.read')} {link}"


def _facts(unit: Unit, exercise: Exercise, language: Language) -> Iterator[str]:
    """Yield the short facts, a line each."""
    limits = exercise.limits
    level = say(language, f"report.level_{exercise.level}")
    if exercise.bonus:
        yield f"- {say(language, 'info.bonus')}"
    yield f"- {say(language, 'info.worth', points=exercise.points, level=level, count=len(exercise.checks))}"
    yield f"- {say(language, 'info.time', call=f'{limits.call_s:g}', check=f'{limits.check_s:g}')}"
    missing = ", ".join(missing_modules(exercise))
    if not exercise.requires:
        yield f"- {say(language, 'info.needs_nothing')}"
    else:
        name = "needs_missing" if missing else "needs"
        modules = ", ".join(exercise.requires)
        yield f"- {say(language, f'info.{name}', modules=modules, missing=missing, extra=exercise.extra)}"
    yield f"- {say(language, 'info.file')} `{unit.alias}/{exercise.name}.py`"
    for name in exercise.data:
        yield f"- {say(language, 'info.data')} `{unit.alias}/{name}`"


def _unit(
    unit: Unit, exercises: tuple[Exercise, ...], readme: Readme, _folder: Path, language: Language
) -> Iterator[str]:
    """Yield the Markdown of a unit: its introduction, its exercises and what else its README says.

    A table in the introduction is left out: it lists the exercises too, and more of them than fit into a terminal.
    """
    yield f"## {unit.alias}: {unit.title.in_language(language)}\n"
    yield TABLE.sub("", readme.introduction)
    yield f"\n## {say(language, 'info.exercises')}\n"
    for exercise in exercises:
        points = say(language, "info.points", points=exercise.points)
        points += f", {say(language, 'report.bonus')}" if exercise.bonus else ""
        title = exercise.title.in_language(language)
        yield f"- {exercise.number} `{exercise.name}` {_mark(exercise, language)} {title} ({points})"
    for section in readme.others:
        yield f"\n## {section.heading}\n\n{section.body}"
    yield f"\n## {say(language, 'info.how')}\n"
    yield f"- {say(language, 'info.one')} `smol-grade info {exercises[0].name}`"
    yield f"- {say(language, 'info.check')} `smol-grade {unit.alias}`"
    if (course_files().quizzes / f"{unit.alias}.toml").is_file():
        yield f"- {say(language, 'info.quiz')} `smol-grade quiz {unit.alias}`"


def _project(project: Project, folder: Path, language: Language) -> Iterator[str]:
    """Yield the Markdown of the final project: its README, and how to go on."""
    readme = read_readme(folder / NAMES[language])
    yield f"## {project.slug}: {project.title.in_language(language)}\n"
    yield readme.introduction
    for section in readme.sections:
        yield f"\n## {section.heading}\n\n{section.body}"
    yield f"\n## {say(language, 'info.how')}\n"
    yield f"- {say(language, 'info.check')} `smol-grade {project.slug} {say(language, 'project.folder')}`"
    names = f"--model {say(language, 'certificate.your_model')} --summary {say(language, 'entry.file')}"
    yield f"- {say(language, 'info.hand_in')} `smol-grade submit {project.slug} {names}`"


def _mark(exercise: Exercise, language: Language) -> str:
    if output.speaks_unicode(sys.stdout):
        return LEVEL_MARKS[exercise.level]
    return f"({say(language, f'report.level_{exercise.level}')})"


def _function(stub: ast.Module, name: str) -> ast.FunctionDef | None:
    return next((node for node in stub.body if isinstance(node, ast.FunctionDef) and node.name == name), None)


def _signature(source: str, function: ast.FunctionDef) -> str:
    """Return the head of a function as it is written, on one line."""
    head = "\n".join(source.splitlines()[function.lineno - 1 : function.body[0].lineno - 1])
    line = " ".join(head.removeprefix("def ").split()).removesuffix(":")
    return line.replace("( ", "(").replace(", )", ")").replace(" )", ")")


def _from_stub(stub: ast.Module, name: str) -> str:
    """Return what the stub says of its exercise: the file's text without its first and last lines, the function's."""
    text = ast.get_docstring(stub) or ""
    about = re.sub(r"^(Read|Check): .*", "", text.partition("\n")[2], flags=re.MULTILINE | re.DOTALL).strip()
    function = _function(stub, name)
    promised = (ast.get_docstring(function) or "") if function is not None else ""
    return f"{about}\n\n{FENCE}text\n{promised.strip()}\n{FENCE}"


def render(markdown: str) -> str:
    """Return Markdown as it is read on stdout: rendered at the width of a terminal, unchanged where it is none."""
    stream = sys.stdout
    if stream is None or not (stream.isatty() or os.environ.get("COLUMNS")):
        return re.sub(r"\n{3,}", "\n\n", markdown)
    import io

    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    color = output.wants_color(stream)
    file = io.StringIO()
    console = Console(
        file=file,
        width=output.width_of(stream),
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        theme=Theme({"markdown.code": "cyan", "markdown.h2": "bold", "markdown.link_url": "blue"}),
    )
    console.print(Markdown(markdown, code_theme="ansi_dark", hyperlinks=False))
    lines = [line.rstrip() for line in file.getvalue().splitlines()]
    text = "\n".join(lines).strip("\n")
    return text if output.speaks_unicode(stream) else text.replace("•", "-")
