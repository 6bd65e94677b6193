"""Control groups: bounds of a session that the kernel itself keeps, where they are ours to set."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smol_grade.locate import PACKAGE

from .test_sandbox import until


@pytest.fixture
def cgroup(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The worker's module, which nothing of the grader imports."""
    monkeypatch.syspath_prepend(str(PACKAGE / "_worker"))
    yield importlib.import_module("smol_worker.cgroup")
    for name in [name for name in sys.modules if name.startswith("smol_worker")]:
        del sys.modules[name]


def hierarchy() -> Path:
    """Return where the kernel's version 2 groups are, if we may make one; else skip."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2" and options.split(",")[0] == "rw" and os.access(place, os.W_OK):
            return Path(place)
    pytest.skip("no control groups (version 2) that this user may make")


def test_a_group_is_made_joined_ended_and_removed(cgroup: Any) -> None:
    """In the kernel's own hierarchy: what joins is in the group, and is gone with it."""
    place = hierarchy()
    parent = cgroup.delegated([str(place)], controllers=())
    group = parent.child()
    code = f"import sys; sys.path.insert(0, {str(PACKAGE / '_worker')!r})\n"
    code += "import os, time\nfrom smol_worker.cgroup import Group\n"
    code += f"Group(os.open({str(place)!r}, os.O_RDONLY), {group.name!r}).join()\ntime.sleep(60)\n"
    process = subprocess.Popen([sys.executable, "-c", code])
    procs = place / group.name / "cgroup.procs"
    assert until(lambda: procs.read_text().split() == [str(process.pid)])
    group.remove()
    assert -9 == process.wait(5)
    parent.sweep()
    assert not (place / group.name).exists()
    os.close(parent.folder)


def pretend(folder: Path, controllers: str, enabled: str) -> Path:
    """Make a folder that looks like a group. (Real ones with these controllers are not to be had everywhere.)"""
    folder.mkdir()
    (folder / "cgroup.controllers").write_text(controllers)
    (folder / "cgroup.subtree_control").write_text(enabled)
    return folder


def test_only_a_group_with_both_controllers_serves(cgroup: Any, tmp_path: Path) -> None:
    """Our own group is taken, else the one above it; none where a controller is missing."""
    without = pretend(tmp_path / "without", "cpu io pids", "")
    having = pretend(tmp_path / "having", "cpu memory pids", "memory pids")
    assert cgroup.delegated([str(without)]) is None
    assert cgroup.delegated([str(tmp_path / "nowhere")]) is None
    parent = cgroup.delegated([str(without), str(having)])
    assert str(having) == os.readlink(f"/proc/self/fd/{parent.folder}")
    os.close(parent.folder)


def test_what_ran_out_of_memory_is_known(cgroup: Any, tmp_path: Path) -> None:
    """The kernel's count of processes that it has killed decides."""
    (tmp_path / "group").mkdir()
    folder = os.open(tmp_path, os.O_RDONLY)
    group = cgroup.Group(folder, "group")
    assert not group.ran_out()
    for count, ended in ((0, False), (2, True)):
        (tmp_path / "group" / "memory.events").write_text(f"low 0\noom 1\noom_kill {count}\n")
        assert ended == group.ran_out()
    os.close(folder)
