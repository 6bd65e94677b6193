"""Rendering a learner's chat template: what comes back, and that a hostile template is a graded outcome."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from smol_grade.grade import Engine, grade
from smol_grade.judge.world import World
from smol_grade.learner_file import LearnerFile
from smol_grade.records import Outcome, Reason
from smol_grade.submission import CheckEnded, Submission

from .conftest import SOLUTIONS

NAME = "make_training_template"
CHAT = [{"role": "user", "content": "Hi!"}, {"role": "assistant", "content": "é🐢"}]
ONE_LOOP = "{% for m in messages %}{{ m['content'] }}{% endfor %}"
TOKENIZER = World(1).tokenizer("t", published=True)


@pytest.fixture(params=["fork", "spawn"])
def submission(request: pytest.FixtureRequest, whole: Engine, whole_spawning: Engine) -> Submission:
    """A file that would poison transformers if it were run where templates are rendered."""
    live = whole if request.param == "fork" else whole_spawning
    unit, [exercise] = live.course.find(NAME)
    limits = structs.replace(exercise.limits, call_s=3.0, memory_mb=512)
    sandbox = live.sandbox(unit.preload(exercise))
    source = (
        "import jinja2.sandbox, transformers\n"
        "transformers.PreTrainedTokenizerFast.apply_chat_template = lambda *a, **k: 'poisoned'\n"
        f"open('trace', 'w').close()\ndef {NAME}():\n    return 'called'\n"
    )
    file = LearnerFile(f"{NAME}.py", source)
    return Submission(
        lambda: sandbox.session(NAME, limits),
        exercise=structs.replace(exercise, limits=limits),
        file=file,
        open_untouched=lambda: sandbox.session(NAME, limits, untouched=True),
    )


def test_text_ids_and_marks(submission: Submission) -> None:
    """A rendering tells the text, its token ids, which of them are marked, and the marked parts."""
    template = "{% for m in messages %}{{ m['role'] + ':' }}{% generation %}{{ m['content'] }}{% endgeneration %}\n\n{% endfor %}"
    [shown, asked] = submission.render(template, TOKENIZER, [CHAT, CHAT[:1]], add_generation_prompt=[False, True])
    assert "user:Hi!\nassistant:é🐢\n" == shown["text"]
    assert TOKENIZER.encode(shown["text"]) == shown["ids"]
    assert len(shown["ids"]) == len(shown["mask"])
    assert shown["text"].startswith("".join(text for _, text in shown["runs"][:3]))
    assert [[0, "user:"], [1, "Hi!"]] == shown["runs"][:2]
    assert (CHAT[:1], True, "user:Hi!\n") == (asked["messages"], asked["add_generation_prompt"], asked["text"])


def test_the_text_alone(submission: Submission) -> None:
    """Without tokens, the text comes alone."""
    [shown] = submission.render(ONE_LOOP, TOKENIZER, [CHAT], tokens=False)
    assert {"messages": CHAT, "add_generation_prompt": False, "text": "Hi!é🐢"} == shown


def test_the_learners_file_is_not_run(submission: Submission) -> None:
    """Also after the learner's function has been called, templates are rendered where its file never ran."""
    assert "called" == submission.call(NAME)
    assert ["trace"] == submission.files(".")
    [shown] = submission.render(ONE_LOOP, TOKENIZER, [CHAT])
    assert "Hi!é🐢" == shown["text"]
    assert [shown] == submission.calls[-1].rendered
    assert [] == submission.files(".")


@pytest.mark.parametrize(
    ("template", "error", "line"),
    [
        ("{% for m in messages %}\n{{ m.content }}\n{% endif %}", "TemplateSyntaxError: Encountered unknown tag", 3),
        ("{{ 1 }}\n{{ messages[7].content.upper() }}", "UndefinedError: list object has no element 7", 2),
        ("\n{{ raise_exception('no') }}", "TemplateError: no", 2),
        ("{{ 'x' * 200000 }}", "a text of 200000 characters", 0),
    ],
)
def test_errors_tell_the_line(submission: Submission, template: str, error: str, line: int) -> None:
    """What the template raised comes back with its line, and so does a text that is too long."""
    [shown] = submission.render(template, TOKENIZER, [CHAT])
    assert shown["error"].startswith(error)
    assert line == shown["line"]


@pytest.mark.parametrize(
    "template",
    [
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}{{ os.getcwd() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ messages.__init__.__globals__ }}",
        "{{ raise_exception.__globals__['__builtins__']['open']('/etc/passwd').read() }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ messages.append(1) }}",
        "{{ lipsum.__globals__['os'].environ }}",
        "{{ '{0.__class__.__init__.__globals__}'.format(messages) }}",
    ],
)
def test_a_template_reaches_neither_files_nor_python(submission: Submission, template: str) -> None:
    """Jinja's sandbox answers with an error, or with nothing."""
    [shown] = submission.render(template, TOKENIZER, [CHAT])
    assert "error" in shown or "" == shown["text"], shown


@pytest.mark.parametrize(
    ("template", "outcome", "reasons"),
    [
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            Outcome.TIMED_OUT,
            {Reason.TIMEOUT},
        ),
        (
            "{% for i in range(99999) %}{{ 'x' * 30000000 }}{% endfor %}",
            Outcome.ERRORED,
            {Reason.MEMORY, Reason.CRASHED},
        ),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", None, set()),
    ],
)
def test_a_template_without_end_is_graded(
    submission: Submission, template: str, outcome: Outcome | None, reasons: set[Reason]
) -> None:
    """A loop meets the deadline, a huge text the memory limit, a recursion without end Python's own."""
    if outcome is None:
        [shown] = submission.render(template, TOKENIZER, [CHAT])
        assert "RecursionError" in shown["error"]
        return
    with pytest.raises(CheckEnded) as ended:
        submission.render(template, TOKENIZER, [CHAT])
    assert outcome is ended.value.outcome
    assert ended.value.reason in reasons
    [shown] = submission.render(ONE_LOOP, TOKENIZER, [CHAT])  # the next template has a worker again
    assert "Hi!é🐢" == shown["text"]


@pytest.mark.parametrize("isolation", ["whole", pytest.param("whole_spawning", marks=pytest.mark.full)])
def test_a_hostile_template_scores_nothing(
    isolation: str, request: pytest.FixtureRequest, tmp_path: Path, check_template: Callable[..., Any]
) -> None:
    """In a whole grading, 300 MB of text are a problem of the check, in seconds, and the grader goes on."""
    report = check_template(
        request.getfixturevalue(isolation), "{{ 'x' * 300000000 }}{% generation %}{% endgeneration %}"
    )
    assert 0 == report.points
    assert not {Outcome.PASSED, Outcome.BLOCKED} & {check.outcome for check in report.checks}
    assert 0 < check_template(request.getfixturevalue(isolation), ONE_LOOP + "{# {% generation %} #}").points


@pytest.fixture
def check_template(tmp_path: Path) -> Callable[..., Any]:
    """Grade a file whose function returns a template."""

    def run(live: Engine, template: str) -> Any:
        (tmp_path / f"{NAME}.py").write_text(f"def {NAME}():\n    return {template!r}\n")
        return grade(NAME, tmp_path, engine=live, seed=1)

    return run


@pytest.mark.parametrize("name", ["fix_chat_template", NAME])
def test_spawned_workers_serve_shared_calls_and_checks(name: str, whole_spawning: Engine) -> None:
    """A worker that a shared call has started still serves the checks after it."""
    report = grade(name, SOLUTIONS, engine=whole_spawning, seed=1)
    assert report.max_points == report.points
