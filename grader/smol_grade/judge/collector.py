"""The judge's pytest plugin: gives suites their fixtures, and turns pytest's reports into what happened per check."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import hypothesis
import pytest

from ..course import Exercise
from ..errors import Abandoned, SmolGradeError
from ..learner_file import LearnerFile
from ..records import WENT_WRONG, Outcome, Reason, Sentence, Step
from ..sandbox import Sandbox
from ..submission import Call, CheckEnded, Submission, SubmissionError
from .detect import Detector, Observation, recognise
from .expect import Mismatch
from .shape import shape_of
from .shared import SharedRuns
from .world import ChatTokenizer, World

TIMEOUTS = 2
"""Timed-out checks of an exercise after which its other checks are not run: a looping function costs two deadlines."""


LIMITS = {Reason.MEMORY: "MemoryError", Reason.TIMEOUT: "TimeoutError"}
"""What detectors see when a limit ended the check: the exception that Python has for it."""
IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError")
LOADING_ERRORS = (
    *IMPORT_ERRORS,
    "NameError",
    "OSError",
    "ConnectionError",
    "LocalEntryNotFoundError",
    "OfflineModeIsEnabled",
)
"""What detectors see of a file that cannot be imported: a name that a library no longer has, or that stood in another
cell of the notebook, a missing library, something to load from the Hub."""


@dataclass(frozen=True)
class CheckMark:
    """What a suite's `check` marker says."""

    exercise: str
    name: str
    title: str
    points: int
    hint: str
    promise: str


@dataclass(frozen=True)
class Failure:
    """One counterexample, as the test met it."""

    error: Mismatch | SubmissionError | AssertionError
    observation: Observation
    size: int


@dataclass
class CheckRun:
    """What happened in one check."""

    mark: CheckMark
    detectors: list[Detector]
    failures: list[Failure] = field(default_factory=list)
    """The smallest counterexample met, and the last one."""
    outcome: Outcome = Outcome.NOT_RUN
    reason: Reason | None = Reason.NOT_REPORTED
    ended: CheckEnded | None = None
    printed: str = ""
    """The end of what the learner's code printed in a check that did not pass."""
    seconds: float = 0.0

    def failed(self, error: Mismatch | SubmissionError | AssertionError, calls: list[Call]) -> None:
        """Keep a counterexample, the last of the calls, if it is the smallest so far, and as the last one."""
        last = calls[-1] if calls else Call("", (), {})
        seen = Observation(last.args, last.result, last.error, calls[:-1], last.rendered, last.kwargs)
        failure = Failure(error, seen, len(repr(seen.args)))
        smallest = min([*self.failures, failure], key=lambda known: known.size)
        self.failures = [smallest, failure]

    @property
    def counterexample(self) -> Failure | None:
        """The failure to show: the last when the search for a smaller one came to its end, else the smallest."""
        if not self.failures:
            return None
        return self.failures[0] if self.ended is not None else self.failures[-1]

    @property
    def hint(self) -> str:
        """The id of the hint for what went wrong."""
        shown = self.counterexample
        if shown is None and self.ended is not None:
            error = _as_exception(self.ended)
            return recognise(self.detectors, Observation((), None, error)) if error is not None else ""
        if self.outcome not in (Outcome.FAILED, Outcome.ERRORED) or shown is None:
            return ""
        if isinstance(shown.error, Mismatch) and shown.error.hint:
            return shown.error.hint
        known = recognise(self.detectors, shown.observation)
        return known or ("" if isinstance(shown.error, SubmissionError) else self.mark.hint)

    def shape(self, known: Collection[str]) -> str:
        """Return how the answer was wrong, in words of ours alone, see `shape_of`; empty where it was not."""
        if self.outcome not in WENT_WRONG:
            return ""
        shown = self.counterexample
        return shape_of(shown.error if shown is not None else None, self.ended, known)


def _as_exception(ended: CheckEnded) -> SubmissionError | None:
    """Return what detectors see of what ended a check."""
    if ended.reason in LIMITS:
        return SubmissionError(LIMITS[ended.reason], "")
    fields = ended.message.fields
    if ended.message.key == "problem.import_error" and fields["type"] in LOADING_ERRORS:
        kinds = ("ImportError",) if fields["type"] in IMPORT_ERRORS else ()
        return SubmissionError(str(fields["type"]), str(fields["message"]), kinds=kinds)
    return None


class Collector:
    """One run of the suites of some exercises of one unit. Registered as a pytest plugin."""

    def __init__(
        self,
        files: dict[str, LearnerFile],
        exercises: dict[str, Exercise],
        sandboxes: Mapping[str, Sandbox],
        world: World,
        real_rows: int,
        on_check: Callable[[Step], None],
    ) -> None:
        self.runs: dict[tuple[str, str], CheckRun] = {}
        """By exercise and check."""
        self.problems: list[str] = []
        """What is wrong with the suites themselves."""
        self.error: SmolGradeError | None = None
        """What else kept the run from ending, such as a sandbox that failed."""
        self.abandoned = False
        """Whether `on_check` said that nobody waits any more."""
        self._files = files
        self._exercises = exercises
        self._sandboxes = sandboxes
        self._world = world
        self._shared = SharedRuns(world)
        self._real_rows = real_rows
        self._on_check = on_check
        self._steps: dict[str, Step] = {}
        """By pytest's name of the check."""
        self._unusable: dict[str, CheckEnded] = {}
        self._timeouts: dict[str, int] = {}

    # fixtures

    @pytest.fixture
    def submission(self, request: pytest.FixtureRequest) -> Iterator[Submission]:
        """The learner's file in a fresh session.

        A check that cannot begin still gets a submission: its first call says why. (pytest does not expect a
        `BaseException` from a fixture, and would lose track of its own set-up.)
        """
        run = self._run_of(request.node)
        submission = self._submission(run.mark.exercise, self._cannot_begin(run.mark.exercise))
        request.node.stash[SUBMISSION] = submission
        try:
            yield submission
        finally:
            submission.close()
            if run.outcome is not Outcome.PASSED:
                run.printed = submission.printed

    def _submission(self, name: str, ended: CheckEnded | None = None) -> Submission:
        exercise = self._exercises[name]
        sandbox = self._sandboxes[name]
        return Submission(
            lambda: sandbox.session(name, exercise.limits),
            exercise,
            self._files[name],
            ended,
            open_untouched=lambda: sandbox.session(name, exercise.limits, untouched=True),
        )

    @pytest.fixture
    def shared(self, request: pytest.FixtureRequest, submission: Submission) -> Callable[[str], Any]:
        """What came of one of the suite's `SHARED` calls: its result, or what it raised."""
        exercise = self._run_of(request.node).mark.exercise

        def wait(name: str) -> Any:
            ended = self._cannot_begin(exercise)
            if ended is not None:
                raise ended
            submission.let_go()  # a sandbox has one session at a time, and the shared calls need theirs
            done = self._shared.wait(exercise, name)
            submission.adopt(done.calls, done.printed)
            if done.error is not None:
                raise done.error
            return done.result

        return wait

    @pytest.fixture
    def world(self) -> World:
        """Everything random of this run."""
        return self._world

    def _cannot_begin(self, name: str) -> CheckEnded | None:
        if name in self._unusable:
            return self._unusable[name]
        if self._timeouts.get(name, 0) >= TIMEOUTS:
            message = Sentence(key="problem.after_timeouts", fields={"count": TIMEOUTS})
            return CheckEnded(Outcome.NOT_RUN, Reason.TIMEOUT, message)
        return None

    @pytest.fixture
    def tokenizer(self, request: pytest.FixtureRequest) -> ChatTokenizer:
        """The run's tokenizer for this exercise."""
        return self._world.tokenizer(f"{self._run_of(request.node).mark.exercise}/tokenizer")

    @pytest.fixture
    def draw(self, request: pytest.FixtureRequest) -> random.Random:
        """A seeded generator for what Hypothesis does not draw."""
        run = self._run_of(request.node)
        return self._world.random(f"{run.mark.exercise}/{run.mark.name}/draw")

    @pytest.fixture
    def real_rows(self) -> int:
        """How many real rows `--real-data` asks for, 0 without it."""
        return self._real_rows

    # hooks

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the marker."""
        config.addinivalue_line("markers", "check(exercise, points, hint, promise): one check of one exercise")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what is wrong with a suite file."""
        if report.failed:
            self.problems.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the checks of this run, seeded and watched; begin what they share. Those that wait for it come last."""
        items[:] = [item for item in items if self._prepare(item)]
        items.sort(key=lambda item: hasattr(item.module, "SHARED"))  # type: ignore[attr-defined]
        for number, item in enumerate(items, 1):
            mark = self._run_of(item).mark
            self._steps[item.nodeid] = Step(exercise=mark.exercise, check=mark.name, number=number, total=len(items))
        for exercise, module in {self._run_of(item).mark.exercise: item.module for item in items}.items():  # type: ignore[attr-defined]
            for name, make in getattr(module, "SHARED", {}).items():
                self._shared.add(exercise, name, make, self._submission(exercise), self._sandboxes[exercise])
        self._shared.start()

    def stop(self, *, wait: bool) -> None:
        """End what still runs in the background."""
        self._shared.stop(wait=wait)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell which check begins."""
        try:
            self._on_check(self._steps[nodeid])
        except Abandoned:
            self.abandoned = True
            raise KeyboardInterrupt from None  # what pytest lets through

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Take the outcome from pytest's own call, and make a report without a traceback.

        Nobody reads it, and pytest's costs a tenth of a second each: it parses Hypothesis' modules to show their lines.
        """
        self._take(item, self._run_of(item), call)
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        about = {"duration": call.duration, "start": call.start, "stop": call.stop}
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when, **about)  # type: ignore[arg-type]

    # what the hooks do

    def _prepare(self, item: pytest.Item) -> bool:
        """Read the marker, seed Hypothesis, watch for counterexamples; return whether this run grades the check."""
        marker = item.get_closest_marker("check")
        function = getattr(item, "function", None)
        if marker is None or function is None:
            self.problems.append(f"{item.nodeid}: no `check` marker")
            return False
        mark = CheckMark(
            exercise=marker.args[0],
            name=item.name.removeprefix("test_"),
            title=" ".join((function.__doc__ or "").split()),
            points=marker.kwargs["points"],
            hint=marker.kwargs["hint"],
            promise=marker.kwargs.get("promise", ""),
        )
        if mark.exercise not in self._files:
            return False
        run = CheckRun(mark, getattr(item.module, "DETECTORS", []))  # type: ignore[attr-defined]
        self.runs[mark.exercise, mark.name] = run
        item.stash[RUN] = run
        if hasattr(function, "hypothesis"):
            hypothesis.seed(self._world.random(f"hypothesis/{mark.exercise}/{mark.name}").getrandbits(64))(function)
            original = getattr(function.hypothesis.inner_test, "unwatched", function.hypothesis.inner_test)
            function.hypothesis.inner_test = _watched(original, item, run)
        return True

    def _take(self, item: pytest.Item, run: CheckRun, call: pytest.CallInfo[None]) -> None:
        """Turn one phase of one check into its outcome. A pass needs a positive report of the call itself."""
        run.seconds += call.duration
        error = call.excinfo.value if call.excinfo is not None else None
        if error is None:
            if call.when == "call":
                self._pass(item, run)
            return
        if isinstance(error, CheckEnded):
            run.ended = error
            if error.load:
                self._unusable.setdefault(run.mark.exercise, error)
        if call.when == "call" and not run.failures and _of_the_submission(error, item):
            calls = item.stash[SUBMISSION].calls if SUBMISSION in item.stash else []
            run.failed(error, calls)  # type: ignore[arg-type]  # a test without @given is not watched
        if run.failures:
            run.outcome, run.reason = _judge_failure(run.counterexample)
        elif isinstance(error, CheckEnded):
            run.outcome, run.reason = error.outcome, error.reason
            if error.outcome is Outcome.TIMED_OUT:
                self._timeouts[run.mark.exercise] = self._timeouts.get(run.mark.exercise, 0) + 1
        elif isinstance(error, SmolGradeError):
            self.error = error
            item.session.shouldstop = "nothing more can be graded"
        else:
            self.problems.append(f"{run.mark.exercise}/{run.mark.name}: {type(error).__name__}: {error}"[:500])

    def _pass(self, item: pytest.Item, run: CheckRun) -> None:
        """A check passes by the answers that it has seen; one that asked nothing has shown nothing."""
        calls = item.stash[SUBMISSION].calls if SUBMISSION in item.stash else []
        if not calls:
            self.problems.append(f"{run.mark.exercise}/{run.mark.name}: it passed without calling the submission")
            return
        calls.clear()  # nobody looks at them again, and they may be large
        run.outcome, run.reason = Outcome.PASSED, None

    def _run_of(self, item: pytest.Item) -> CheckRun:
        return item.stash[RUN]


RUN = pytest.StashKey[CheckRun]()
SUBMISSION = pytest.StashKey[Submission]()


def _of_the_submission(error: BaseException, item: pytest.Item) -> bool:
    """Return whether an exception speaks of the learner's answer: an `assert` anywhere but in the suite is our own."""
    if not isinstance(error, AssertionError) or isinstance(error, Mismatch):
        return isinstance(error, Mismatch | SubmissionError)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename == str(item.path)


def _judge_failure(failure: Failure | None) -> tuple[Outcome, Reason]:
    raised = failure is not None and isinstance(failure.error, SubmissionError) and not failure.error.unsupported
    return (Outcome.ERRORED, Reason.ERROR) if raised else (Outcome.FAILED, Reason.WRONG)


def _watched(test: Callable[..., None], item: pytest.Item, run: CheckRun) -> Callable[..., None]:
    """Return the test's body, reporting every counterexample that Hypothesis meets on its way to the smallest."""

    def watched(*args: Any, **kwargs: Any) -> None:
        try:
            test(*args, **kwargs)
        except (AssertionError, SubmissionError) as error:
            if _of_the_submission(error, item):
                submission = item.stash[SUBMISSION]
                run.failed(error, submission.calls)
                submission.failure_seen()
            raise

    watched.unwatched = test  # type: ignore[attr-defined]
    return watched
