"""What a worker finds around itself, and that nothing of it stays."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smol_grade.course import Limits
from smol_grade.errors import SandboxError
from smol_grade.judge.world import World
from smol_grade.records import Reason
from smol_grade.sandbox import Sandbox, Session, SessionEnded, open_sandbox

LIMITS = Limits(call_s=5, load_s=20, check_s=20, memory_mb=256)


@pytest.fixture(params=["namespaces", "landlock", "fork", "spawn"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox of each kind, without libraries."""
    opened = open_sandbox((), request.param)
    yield opened
    opened.close()


def load(session: Session, source: str) -> None:
    """Load a file whose function is `f`."""
    request = {"op": "load", "source": source, "filename": "f.py", "function": "f", "arity": 0, "keywords": []}
    reply = session.exchange(request, 20)
    assert "ok" in reply, reply


def call(session: Session, *args: object) -> object:
    """Call `f`."""
    request = {"op": "call", "function": "f", "args": list(args), "kwargs": {}, "keep": None}
    reply = session.exchange(request | {"arrays": False, "then": None}, 5)
    assert "ok" in reply, reply
    return reply["ok"]


def run(sandbox: Sandbox, source: str, *args: object) -> object:
    """Load a file in a session of its own and call its function."""
    session = sandbox.session("f", LIMITS)
    try:
        load(session, source)
        return call(session, *args)
    finally:
        session.end()


def alive(marker: str) -> list[int]:
    """Processes whose command line or environment holds the marker."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if marker.encode() in text and state != "Z" and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def children(process: int) -> list[int]:
    """Return the children of a process."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def grandchildren(process: int) -> list[int]:
    """Return the children of its children."""
    return [grandchild for child in children(process) for grandchild in children(child)]


def descendants(process: int) -> list[int]:
    """Return all processes below a process."""
    return [one for child in children(process) for one in [child, *descendants(child)]]


def zygote_of(sandbox: Sandbox) -> int:
    """Return the zygote. Without privileges it is process 1 of a namespace, below a process that waits for it."""
    process: int = sandbox._process.pid  # type: ignore[attr-defined]
    return next((child for child in children(process) if numbers(child)[1:] == [1]), process)


def numbers(process: int) -> list[int]:
    """Return the number that a process has in each PID namespace, the outermost first."""
    status = Path(f"/proc/{process}/status").read_text()
    return [int(word) for word in next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]]


def keeper_of(sandbox: Sandbox) -> int:
    """Return the zygote's child that makes namespaces: the only one with children of children."""
    return next(child for child in children(zygote_of(sandbox)) if grandchildren(child))


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait until a condition holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def test_the_environment_is_made_from_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the judge's reaches learner code, neither in os.environ nor in /proc."""
    monkeypatch.setenv("HF_TOKEN", "hf_canary")
    other = open_sandbox((), sandbox.isolation)
    source = (
        "import os\ndef read(pid):\n    try:\n        return open(f'/proc/{pid}/environ').read()\n    except OSError:\n        return ''\n"
        "def f():\n    return [dict(os.environ), read('self') + read(os.getppid())]\n"
    )
    try:
        environment, raw = run(other, source)  # type: ignore[misc]
    finally:
        other.close()
    assert "HF_TOKEN" not in environment
    if sandbox.isolation != "spawn":  # a spawned worker's parent is the judge itself: said in SECURITY.md
        assert "hf_canary" not in raw
    assert environment["HF_HUB_OFFLINE"] == "1"


def test_home_and_folder_are_an_empty_scratch_folder(sandbox: Sandbox) -> None:
    """Home, temporary and working directory are one empty folder, and it is gone afterwards."""
    source = (
        "import os\ndef f():\n    return [os.getcwd(), os.environ['HOME'], os.environ['TMPDIR'], os.listdir('.')]\n"
    )
    folder, home, temporary, content = run(sandbox, source)  # type: ignore[misc]
    assert folder == home == temporary
    assert [] == content
    sandbox.close()
    assert not Path(folder).exists()


def test_a_check_sees_nothing_of_another() -> None:
    """Forked sessions share neither memory nor files."""
    source = "import os\nseen = []\ndef f():\n    seen.append(1)\n    open('x', 'w').close()\n    return [len(seen), os.listdir('.'), __import__('sys').modules.get('json', 0) and hasattr(__import__('json'), 'x')]\n"
    sandbox = open_sandbox(())
    try:
        first = run(sandbox, source)
        assert first == run(sandbox, source)
        assert first[:2] == [1, ["x"]]  # type: ignore[index]
    finally:
        sandbox.close()


def test_only_the_channel_is_open(sandbox: Sandbox) -> None:
    """Learner code holds standard input (nothing), output, error and the channel; no descriptor of the judge's."""
    if sandbox.isolation == "spawn":
        pytest.skip("a spawned interpreter's own descriptors differ by platform")
    source = "import os\ndef f():\n    return sorted(int(n) for n in os.listdir('/proc/self/fd'))\n"
    descriptors = run(sandbox, source)
    assert [0, 1, 2, 3] == descriptors[:4]  # type: ignore[index]
    assert len(descriptors) <= 5  # type: ignore[arg-type]  # the fifth is the listing itself


def test_memory_is_limited(sandbox: Sandbox) -> None:
    """An allocation beyond the budget is a MemoryError in the worker."""
    session = sandbox.session("f", LIMITS)
    load(session, "def f():\n    return len(bytearray(64 << 30))\n")
    reply = session.exchange(
        {"op": "call", "function": "f", "args": [], "kwargs": {}, "keep": None, "arrays": False, "then": None}, 5
    )
    session.end()
    assert "MemoryError" == reply["err"]["type"]


def test_limits_cannot_be_raised(sandbox: Sandbox) -> None:
    """The limits are hard. Only a spawned worker of root's keeps root's right to raise them."""
    if sandbox.isolation == "spawn" and os.geteuid() == 0:
        pytest.skip("a spawned worker keeps its user's rights: said in SECURITY.md")
    source = "import resource as r\ndef f():\n    r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))\n"
    session = sandbox.session("f", LIMITS)
    load(session, source)
    assert (
        "ValueError"
        == session.exchange(
            {"op": "call", "function": "f", "args": [], "kwargs": {}, "keep": None, "arrays": False, "then": None}, 5
        )["err"]["type"]
    )
    session.end()


@pytest.mark.parametrize("kind", ["namespaces", "landlock", "fork"])
def test_daemons_are_ended_with_the_check(kind: str) -> None:
    """A process that left the session and the group, ignoring signals, is gone when the session ends."""
    marker = f"daemon-{os.getpid()}-{time.monotonic_ns()}"
    source = (
        "import os, signal, subprocess, sys\n"
        "def f(marker):\n"
        "    code = 'import os, signal, time\\nif os.fork(): os._exit(0)\\nos.setsid()\\n'\n"
        "    code += 'if os.fork(): os._exit(0)\\n[signal.signal(s, signal.SIG_IGN) for s in (1, 2, 15)]\\ntime.sleep(60)'\n"
        "    subprocess.Popen([sys.executable, '-c', code, marker]).wait()\n"
        "    return 1\n"
    )
    sandbox = open_sandbox((), kind)
    try:
        session = sandbox.session("f", Limits(memory_mb=512))
        load(session, source)
        call(session, marker)
        assert until(lambda: len(alive(marker)) == 1)
        session.end()
        assert until(lambda: alive(marker) == [])
    finally:
        sandbox.close()


def test_unreadable_folders_are_deleted(sandbox: Sandbox) -> None:
    """Folders without permissions, and links to elsewhere, go with the scratch folder; what links point to stays."""
    source = (
        "import os\ndef f(target):\n    os.makedirs('a/b/c')\n    open('a/b/c/x', 'w').close()\n    os.symlink(target, 'a/link')\n"
        "    os.chmod('a/b/c', 0)\n    os.chmod('a/b', 0)\n    return os.getcwd()\n"
    )
    with tempfile.TemporaryDirectory() as outside:
        kept = Path(outside) / "kept"
        kept.write_text("here")
        folder = run(sandbox, source, outside)
        sandbox.close()
        assert not Path(str(folder)).exists()
        assert "here" == kept.read_text()


def test_a_library_that_is_missing_is_a_sentence() -> None:
    """A zygote that cannot import what it should preload says so."""
    sandbox = open_sandbox(("no_such_library",))
    for _ in range(2):  # whoever asks, and not only the first
        with pytest.raises(SandboxError, match="no_such_library"):
            sandbox.session("f", LIMITS)
    sandbox.close()


@pytest.mark.parametrize("kind", ["namespaces", "landlock", "fork"])
def test_a_killed_zygote_is_replaced(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zygote that learner code has killed or stopped gives way to another; its folder is deleted for it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sandbox = open_sandbox((), kind)
    source = "import os\ndef f():\n    return 5\n"
    for _ in range(2):
        session = sandbox.session("f", LIMITS)
        load(session, source)
        os.kill(sandbox._process.pid, signal.SIGKILL)  # type: ignore[attr-defined]
        session.end()
    assert run(sandbox, source) == 5
    sandbox.close()
    assert list(tmp_path.iterdir()) == []


def test_a_worker_forked_ahead_is_out_of_reach() -> None:
    """The next worker waits beside the one that serves, in namespaces of its own: neither sees or meets the other."""
    sandbox = open_sandbox((), "namespaces")
    source = (
        "import os, signal\ndef f():\n    seen = sorted(int(name) for name in os.listdir('/proc') if name.isdigit())\n"
        "    try:\n        os.kill(-1, signal.SIGKILL)\n    except OSError:\n        pass\n"
        "    return [seen, os.getuid(), os.readlink('/proc/self/ns/pid')]\n"
    )
    answers = [run(sandbox, source) for _ in range(3)]
    sandbox.close()
    assert [[2], [2], [2]] == [seen for seen, _, _ in answers]  # type: ignore[misc]
    if os.geteuid() == 0 and Path("/proc/self/uid_map").read_text().split()[-1] != "1":
        assert 3 == len({user for _, user, _ in answers})  # type: ignore[misc]


@pytest.mark.parametrize("kind", ["namespaces", "fork"])
def test_what_is_shared_reaches_the_worker_that_was_forked_ahead(kind: str) -> None:
    """The next session has a tokenizer that was shared after its worker was forked, and so has the one after it."""
    sandbox = open_sandbox((), kind)
    tokenizer = World(5).tokenizer("a/tokenizer")
    session = sandbox.session("f", LIMITS)
    assert until(lambda: len(children(zygote_of(sandbox))) == (3 if kind == "namespaces" else 2))
    before = children(zygote_of(sandbox))
    session.share({"name": tokenizer.key, "kind": tokenizer.kind, "data": tokenizer.data})
    session.end()
    for number in range(2):
        session = sandbox.session("f", LIMITS)
        if number == 0 and kind == "namespaces":
            assert set(before) & {*children(zygote_of(sandbox))} - {keeper_of(sandbox)}  # it was not forked anew
        assert session.has(tokenizer.key)
        load(session, "def f(tokenizer):\n    return type(tokenizer).__name__\n")
        assert "TokenizersBackend" == call(session, {"$asset": tokenizer.key})
        session.end()
    sandbox.close()


@pytest.mark.parametrize("victim", ["keeper", "supervisor", "init"])
def test_whoever_is_killed_beside_the_worker_is_replaced(victim: str) -> None:
    """Without keeper, supervisor or init a session is over with all of its processes, and the next one works."""
    sandbox = open_sandbox((), "namespaces")
    source = "import os, time\ndef f(stay):\n    if stay:\n        os.fork()\n        time.sleep(60)\n    return 5\n"
    assert run(sandbox, source, 0) == 5
    session = sandbox.session("f", LIMITS)
    load(session, source)
    seen: list[int] = []

    def strike() -> None:
        keeper = keeper_of(sandbox)
        victims = {"keeper": [keeper], "supervisor": children(keeper), "init": grandchildren(keeper)}[victim]
        seen.extend(descendants(sandbox._process.pid))  # type: ignore[attr-defined]
        for process in victims:
            os.kill(process, signal.SIGKILL)

    timer = threading.Timer(0.5, strike)
    timer.start()
    with pytest.raises(SessionEnded) as caught:
        call(session, 1)
    timer.join()
    assert caught.value.reason is Reason.CRASHED
    assert len(seen) >= 7  # keeper, two supervisors and inits, the worker with its child, the one that is ahead
    assert run(sandbox, source, 0) == 5
    sandbox.close()
    assert until(lambda: not any(Path(f"/proc/{process}").exists() for process in seen))


@pytest.mark.parametrize("kind", ["namespaces", "fork"])
def test_after_a_grading_what_stood_beside_learner_code_is_replaced(kind: str) -> None:
    """The processes forked ahead are replaced, but for those in namespaces of their own, which have met nobody."""
    sandbox = open_sandbox((), kind)
    source = "def f():\n    return 5\n"

    def ahead() -> list[int]:
        return children(zygote_of(sandbox))

    run(sandbox, source)
    there = 2 if kind == "namespaces" else 1  # the keeper, which makes namespaces, is a child too
    assert until(lambda: len(ahead()) == there)
    before = ahead()
    sandbox.rest()
    assert until(lambda: len(ahead()) == there and (ahead() == before) == (kind == "namespaces"))
    sandbox.close()


@pytest.mark.parametrize(
    "sandbox",
    ["namespaces", "spawn", *(pytest.param(kind, marks=pytest.mark.full) for kind in ("landlock", "fork"))],
    indirect=True,
)
def test_folders_nested_by_the_thousand_are_deleted(sandbox: Sandbox) -> None:
    """Folders deeper than Python's recursion harm neither the zygote nor the judge."""
    source = (
        "import os\ndef f():\n    for _ in range(3000):\n        os.mkdir('d')\n        os.chdir('d')\n    return 1\n"
    )
    assert run(sandbox, source) == 1
    if sandbox.isolation != "spawn":
        assert run(sandbox, source) == 1
    sandbox.close()


def test_a_dead_worker_is_crashed(sandbox: Sandbox) -> None:
    """The wait status of a dead worker is known."""
    session = sandbox.session("f", LIMITS)
    load(session, "import os\ndef f():\n    os._exit(7)\n")
    with pytest.raises(SessionEnded) as caught:
        call(session)
    assert (Reason.CRASHED, 7) == (caught.value.reason, caught.value.status >> 8)  # type: ignore[operator]
