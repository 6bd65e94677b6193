"""The runner of the attacks is not blind: what gets through is BAD, and what harms nobody is called an empty threat."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.course import Limits
from smol_grade.devattack import traces
from smol_grade.devattack.canaries import Canaries
from smol_grade.devattack.catalogue import Attack, read_attack, read_catalogue
from smol_grade.devattack.run import DevAttack, Line, catalogue_of
from smol_grade.errors import CourseError, UnknownAttack
from smol_grade.locate import Checkout, checkout_files
from smol_grade.sandbox import open_sandbox

ROOT = Path(__file__).parents[2]
PLACE = Checkout(ROOT)
SOLUTION = (ROOT / "solutions" / "unit1" / "gsm8k_to_chatml.py").read_text("utf-8")
WRITES = "open(OUTSIDE + '/results.json', 'w').write('{}')"
TELLS = "print(open(CANARY_FILE).read())"
CONNECTS = "__import__('socket').create_connection(('127.0.0.1', CANARY_PORT), 1).close()"
STAYS = "__import__('subprocess').Popen(['sleep', '20'], start_new_session=True)"


def tried(attack: Attack, kind: str = "fork", *, controls: bool = False) -> Line:
    """Try one attack on its first target."""
    run = DevAttack(PLACE, checkout_files(ROOT), [attack], kind, (), controls, without_walls=frozenset({"f99_sample"}))
    [line] = run.run()
    assert [] == run.broken
    return line


def keys(line: Line) -> set[str]:
    """Names of what is BAD."""
    return {problem.key.removeprefix("attack.") for problem in line.problems}


def test_an_attack_that_fails_is_not_bad(sample: Callable[..., Attack]) -> None:
    """A wrong answer ends as its header says, and nothing speaks against the grader."""
    line = tried(sample())
    assert set() == keys(line)
    assert ("wrong",) == line.trial.ends
    assert 0 == line.trial.points


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (WRITES, "reached"),
        pytest.param(CONNECTS, "reached", marks=pytest.mark.full),
        pytest.param(TELLS, "leaked", marks=pytest.mark.full),
        ("__import__('os').kill(JUDGE_PID, 9)", "judge_gone"),
        pytest.param("raise ValueError(open(CANARY_FILE).read())", "wrong_end", marks=pytest.mark.full),
    ],
    ids=["writes", "connects", "tells", "kills_the_judge", "ends_otherwise"],
)
def test_what_gets_through_is_bad(inside: str, found: str, sample: Callable[..., Attack]) -> None:
    """Without walls (`fork`) a file outside, a connection, a secret and a dead judge are all seen."""
    assert found in keys(tried(sample(inside)))


def test_a_secret_in_an_error_is_seen(sample: Callable[..., Attack]) -> None:
    """Exception texts are a way out as good as print."""
    line = tried(sample("raise ValueError(open(CANARY_FILE).read())", ends="error"))
    assert {"leaked"} == keys(line)
    assert ("file",) == line.trial.leaked


def test_a_process_that_stays_is_seen(sample: Callable[..., Attack]) -> None:
    """Spawned workers do not end daemons: the runner finds the one that is left, and ends it."""
    assert "survived" in keys(tried(sample(STAYS), "spawn"))


def test_full_marks_are_bad(sample: Callable[..., Attack]) -> None:
    """An attack that is right is none, or the checks are too weak."""
    body = SOLUTION.replace("from __future__ import annotations\n", "")
    assert "full_marks" in keys(tried(sample(body=body)))


def test_a_check_that_passes_must_be_foreseen(sample: Callable[..., Attack]) -> None:
    """Where the header does not say `passes: some`, no check may pass."""
    inside = (
        "messages = [{'role': 'user', 'content': sample['question']}, {'role': 'assistant', 'content': sample['answer']}]",
        "return {'messages': messages, 'text': ''}",
    )
    line = tried(sample(*inside))
    assert {"passed"} == keys(line)
    assert 0 < line.trial.points < line.trial.max_points


@pytest.mark.parametrize(
    ("inside", "group", "seen"),
    [
        ("__import__('os')._exit(0)", "a", "forged"),
        pytest.param(TELLS, "b", "leaked", marks=pytest.mark.full),
        pytest.param(WRITES, "e", "reached", marks=pytest.mark.full),
        (STAYS, "d", "survived"),
        pytest.param(
            "[open(f'{OUTSIDE}/{n}', 'w').close() for n in range(1200)]", "d", "filled", marks=pytest.mark.full
        ),
        pytest.param(CONNECTS, "f", "reached", marks=pytest.mark.full),
    ],
    ids=["forged", "leaked", "reached", "survived", "filled", "reached_by_network"],
)
def test_the_naive_grader_is_harmed(inside: str, group: str, seen: str, sample: Callable[..., Attack]) -> None:
    """Each kind of harm is recognised where an attack does it to a naive grader, in a session with walls."""
    attack = sample(inside, group=group, ends="wrong error crashed", control=seen)
    line = tried(attack, "namespaces", controls=True)
    assert set() == keys(line)
    assert line.control is not None
    assert seen in line.control.seen


def test_an_empty_threat_is_bad(sample: Callable[..., Attack]) -> None:
    """A header that promises harm which the naive grader does not suffer is wrong."""
    assert {"empty_threat"} == keys(tried(sample(control="forged"), "namespaces", controls=True))


def test_the_canary_server_hears_a_client_out_and_names_it() -> None:
    """Who is let in can speak: an attack that failed there might go on to servers that are not ours."""
    with Canaries() as canaries, socket.socket(socket.AF_UNIX) as client:
        client.connect(str(canaries.servers.path))
        seen: list[str] = []
        while not seen:
            seen = canaries.servers.take_seen()
        client.sendall(b"still here")
        assert seen[0].startswith(f"unix, by process {os.getpid()} (")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "needs `# attack:`"),
        ("# attack: x\n# group: a\n# ends: wrong\n", "needs `# control:`"),
        ("# attack: x\n# group: b\n# ends: wrong\n# control: forged\n", "the name says group a"),
        ("# attack: x\n# group: a\n# ends: broken\n# control: forged\n", "`ends` takes"),
        ("# attack: x\n# group: a\n# ends: wrong\n# control: perhaps\n", "`control` takes"),
        ("# attack: x\n# group: a\n# ends: wrong\n# control: none\n", "`control` takes"),
        ("# attack: x\n# attack: y\n", "appears twice"),
        ("# attack: x\n# mood: y\n", "a header line is"),
        ("# attack: x\n# group: a\n# targets: sound\n# ends: wrong\n# control: forged\n", "`targets` takes"),
    ],
)
def test_a_header_that_cannot_be_read_is_told(text: str, problem: str, tmp_path: Path) -> None:
    """The error names the file and what is wrong."""
    path = tmp_path / "a01_x.py"
    path.write_text(text, "utf-8")
    with pytest.raises(CourseError) as caught:
        read_attack(path)
    assert str(path) == caught.value.fields["path"]
    assert problem in caught.value.fields["problem"]


def test_the_catalogue_is_readable_and_chosen_from() -> None:
    """Every file has a strict header; a group and the beginning of a name choose."""
    everything = read_catalogue(catalogue_of(ROOT))
    assert len(everything) == len({attack.name for attack in everything})
    assert {"a"} == {attack.group for attack in read_catalogue(catalogue_of(ROOT), "a")}
    assert ["a01_exit_at_import"] == [attack.name for attack in read_catalogue(catalogue_of(ROOT), "", ("a01",))]
    with pytest.raises(UnknownAttack):
        read_catalogue(catalogue_of(ROOT), "", ("a01_nobody",))


def test_what_a_killed_sandbox_leaves_is_reaped_however_it_hangs_together() -> None:
    """Process 1 of a session's namespace waits for the others of it, which come to us when the zygote is gone."""
    here = traces.children(os.getpid())
    with traces.orphans_are_ours():
        sandbox = open_sandbox((), "namespaces")
        session = sandbox.session("f", Limits())
        os.kill(sandbox._process.pid, signal.SIGKILL)  # type: ignore[attr-defined]
        sandbox._process.wait()  # type: ignore[attr-defined]
        left = traces.children(os.getpid()) - here
        orphans: set[tuple[int, str]] = set()
        begun = time.monotonic()
        while left and time.monotonic() - begun < traces.GONE_WITHIN_S:  # some come when whoever is above them is gone
            orphans |= left
            for pid, _ in sorted(left):
                traces.end_tree(pid)
            left = traces.children(os.getpid()) - here
        taken = time.monotonic() - begun
        session.end()
        sandbox.close()
    assert len(orphans) >= 2
    assert left == set()
    assert taken < traces.GONE_WITHIN_S
