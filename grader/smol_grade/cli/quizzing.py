"""`quiz`: practice papers, asked one question at a time. Every answer is kept at once, so that nothing is ever lost."""

from __future__ import annotations

import secrets
import signal
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from ..course import Course, Unit, load_course
from ..errors import NoWorkspace, UsageError
from ..locate import course_files
from ..messages import say
from ..quiz import kept
from ..quiz.bank import Bank, read_bank
from ..quiz.marking import Answer, Score, enough, mark, needed, score
from ..quiz.paper import Paper, PublicBank, published
from ..records import Language
from ..workspace import find_folder
from . import output
from .question import ask, explain, show, source_of


class NoQuiz(UsageError):
    """A unit without a bank of questions."""

    key = "quiz.none"

    def __init__(self, unit: str, units: list[str]) -> None:
        super().__init__(unit=unit, units=", ".join(units) or "-")


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    unit: str
    seed: str
    new: bool
    options: str
    """The options to repeat in the next command."""


@dataclass(frozen=True)
class Sitting:
    """A paper while it is answered."""

    unit: Unit
    bank: Bank
    public: PublicBank
    paper: Paper
    workspace: Path
    known: kept.Standing
    """Its `unfinished` is this paper."""

    @property
    def begun(self) -> kept.Unfinished:
        """The paper as it is kept."""
        assert self.known.unfinished is not None
        return self.known.unfinished

    def answered(self, item: str, answer: Answer) -> Sitting:
        """Return the sitting with one more answer."""
        begun = structs.replace(self.begun, answers=self.begun.answers | {item: answer})
        return replace(self, known=structs.replace(self.known, unfinished=begun))


def run(asked: Asked, language: Language) -> int:
    """List the quizzes, or ask a paper; return 0 when it is passed, else 1."""
    course = load_course(course_files())
    if not asked.unit:
        output.write_wrapped(overview(course, language, asked.options))
        return 0
    unit, _ = course.find(asked.unit)
    path = bank_of(unit)
    if not path.is_file():
        raise NoQuiz(unit.alias, [one.alias for one in course.units if bank_of(one).is_file()])
    sitting = _begin(asked, unit, read_bank(path), course, language)
    try:
        done = _ask_all(sitting, language)
    except KeyboardInterrupt:
        output.note("\n" + say(language, f"quiz.interrupted_{_saved(sitting)}", unit=unit.alias, options=asked.options))
        return 128 + (signal.SIGTERM if signal.SIGTERM in output.SIGNALS else signal.SIGINT)
    if done is None:
        output.write_wrapped(
            "\n" + say(language, f"quiz.left_{_saved(sitting)}", unit=unit.alias, options=asked.options)
        )
        return 1
    return _finish(done, course, asked, language)


def bank_of(unit: Unit) -> Path:
    """Return where a unit's practice bank is, or would be."""
    return course_files().quizzes / f"{unit.alias}.toml"


def workspace_of(course: Course) -> Path:
    """Return the folder that holds the units' folders; where there is none, the current one."""
    for unit in course.units:
        try:
            return find_folder(unit, Path.cwd()).parent
        except NoWorkspace:
            continue
    return Path.cwd()


def overview(course: Course, language: Language, options: str) -> str:
    """Return the units that have a quiz, and where one stands with each."""
    known, percent = kept.read(workspace_of(course)).quizzes, course.certificates.quiz_percent
    units = [unit for unit in course.units if bank_of(unit).is_file()]
    lines = []
    for unit in units:
        count = len(read_bank(bank_of(unit)).items)
        fields = {"alias": unit.alias, "title": unit.title.in_language(language), "count": count}
        lines.append(say(language, "quiz.unit", **fields))
        lines.append(f"  {standing_text(known.get(unit.slug, kept.Standing()), percent, language)}")
    open_ones = [unit for unit in units if not _passed(known.get(unit.slug), percent)]
    if units:
        first = (open_ones or units)[0].alias
        lines += ["", say(language, "quiz.start", unit=first, options=options)]
    return "\n".join(lines) or say(language, "quiz.no_banks")


def listed(course: Course, language: Language) -> dict[str, tuple[str]]:
    """Return for the list of exercises, by slug, the line of each unit that has a quiz."""
    known = kept.read(workspace_of(course)).quizzes
    lines = {}
    for unit in (unit for unit in course.units if bank_of(unit).is_file()):
        standing = known.get(unit.slug, kept.Standing())
        text = standing_text(standing, course.certificates.quiz_percent, language)
        lines[unit.slug] = (say(language, "quiz.listed", unit=unit.alias, standing=text),)
    return lines


def _passed(standing: kept.Standing | None, percent: int) -> bool:
    return standing is not None and standing.best is not None and standing.best.passed(percent)


def standing_text(standing: kept.Standing, percent: int, language: Language) -> str:
    """Return in a few words where somebody stands with a quiz that asks for so many per cent."""
    best = standing.best
    name = "not_taken" if best is None else "best_passed" if best.passed(percent) else "best"
    fields = {} if best is None else {"right": best.right, "total": best.total}
    text = say(language, f"quiz.{name}", **fields)
    return text + (say(language, "quiz.and_unfinished") if standing.unfinished is not None else "")


def _begin(asked: Asked, unit: Unit, bank: Bank, course: Course, language: Language) -> Sitting:
    """Go on with the paper that is unfinished, if it is the one that is asked for; else draw one."""
    workspace = workspace_of(course)
    public, known = published(bank), kept.standing(workspace, unit.slug)
    title = unit.title.in_language(language)
    output.write_wrapped(say(language, "quiz.title", alias=unit.alias, title=title))
    old = known.unfinished
    wanted = old is not None and not asked.new and (not asked.seed or (asked.seed == old.seed and not old.again))
    if old is not None and wanted:
        paper = old.paper(public)
        if paper is not None:
            fields = {"done": len(old.answers), "total": len(paper.questions), "unit": unit.alias}
            output.write_wrapped(say(language, "quiz.resumed", **fields, options=asked.options))
            return Sitting(unit, bank, public, paper, workspace, known)
        output.write_wrapped(say(language, "quiz.changed"))
    ids = {item.id for item in bank.items}
    again = () if asked.seed else tuple(item for item in known.wrong if item in ids)
    begun = kept.Unfinished(seed=asked.seed or secrets.token_hex(4), bank=public.sha256, again=again)
    paper = begun.paper(public)
    assert paper is not None  # it is drawn from this very bank
    repeated = sum(question.item in again for question in paper.questions)
    name = "begun_again" if repeated else "begun"
    total = len(paper.questions)
    need = needed(total, course.certificates.quiz_percent)
    output.write_wrapped(say(language, f"quiz.{name}", total=total, repeated=repeated, need=need))
    sitting = Sitting(unit, bank, public, paper, workspace, structs.replace(known, unfinished=begun))
    _keep(sitting, sitting.known, language)
    return sitting


def _ask_all(sitting: Sitting, language: Language) -> Sitting | None:
    """Ask what is not answered yet; return the answered paper, or None when somebody leaves before the end."""
    total = len(sitting.paper.questions)
    for number, question in enumerate(sitting.paper.questions, 1):
        if question.item in sitting.begun.answers:
            continue
        item, public = sitting.bank.item(question.item), sitting.public.item(question.item)
        show(public, question, number, total, language)
        answer = ask(public, question, language)
        if answer is None:
            return None
        sitting = sitting.answered(item.id, answer)
        kept.keep(sitting.workspace, sitting.unit.slug, sitting.known)  # a failure was told when it began
        explain(item, question, answer, mark(item, question.case, answer), language)
    return sitting


def _keep(sitting: Sitting, known: kept.Standing, language: Language) -> None:
    if not kept.keep(sitting.workspace, sitting.unit.slug, known):
        output.note(say(language, "quiz.not_kept", folder=sitting.workspace))


def _saved(sitting: Sitting) -> str:
    """Return how the sentences are called that say what became of a paper which was left."""
    known = kept.standing(sitting.workspace, sitting.unit.slug)
    return "saved" if known.unfinished is not None else "lost"


def _finish(sitting: Sitting, course: Course, asked: Asked, language: Language) -> int:
    """Say how it went, what to read again and what to do next; keep the result."""
    result = score(sitting.bank, sitting.paper, sitting.begun.answers)
    now = kept.finished(sitting.known, result)
    _keep(sitting, now, language)
    percent = course.certificates.quiz_percent
    passed = enough(result.right, result.total, percent)
    fields = {"right": result.right, "total": result.total, "need": needed(result.total, percent)}
    output.write_wrapped("\n" + say(language, "quiz.passed" if passed else "quiz.failed", **fields))
    if result.weak:
        output.write_wrapped(say(language, "quiz.weak"))
        _weak(sitting.bank, result, language)
    if now.best is not None and now.taken > 1:
        output.write_wrapped(say(language, "quiz.best_so_far", right=now.best.right, total=now.best.total))
    alias = sitting.unit.alias
    if not sitting.begun.again:
        seed = sitting.paper.seed
        output.write_wrapped(say(language, "quiz.same", unit=alias, seed=_quoted(seed), options=asked.options))
    later = [one.alias for one in course.units[course.units.index(sitting.unit) + 1 :] if bank_of(one).is_file()]
    then = later[0] if passed and later else alias
    output.write_wrapped(say(language, "quiz.next", unit=then, options=asked.options))
    return 0 if passed else 1


def _weak(bank: Bank, result: Score, language: Language) -> None:
    """Write by objective where to read again what was not right."""
    for objective in result.weak:
        missed = [bank.item(one.item) for one in result.marks if not one.right and one.objective == objective]
        sources = dict.fromkeys(source_of(item, language) for item in missed)
        output.write_wrapped(f"  {objective}: {', '.join(sources)}")


def _quoted(seed: str) -> str:
    import shlex

    return shlex.quote(seed)
