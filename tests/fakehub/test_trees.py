"""Trees hold what was put in, as git would."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from .trees import BUCKET, EMPTY, Blob, Folder, blobs, difference, find, git_oid, with_path


def written(files: dict[str, bytes]) -> Folder:
    """Return a tree of these files."""
    root = EMPTY
    for path, content in files.items():
        root = with_path(root, path, Blob(content))
    return root


def test_ids_are_those_of_git(tmp_path: Path) -> None:
    """The id of a tree is what `git write-tree` gives for the same files, names that sort oddly among them."""
    files = {"a/b": b"1", "a-b": b"2", "a.b/c/d": b"3", "é": b"4", "z": b"", "a/ü/x": b"\0\xff"}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    git = ["git", "-C", str(tmp_path), "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    expected = subprocess.run([*git, "write-tree"], check=True, capture_output=True, text=True).stdout.strip()

    assert expected == written(files).oid
    assert "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391" == git_oid("blob", b"")


@pytest.mark.parametrize("seed", range(5))
def test_a_tree_is_a_dictionary_that_remembers(seed: int) -> None:
    """After thousands of changes at random the tree holds what a dictionary holds, and so does every older one."""
    draw = random.Random(seed)
    now: dict[str, bytes] = {}
    root, states = EMPTY, []
    for step in range(2000):
        path = f"d{draw.randrange(3)}/e{draw.randrange(3)}/f{draw.randrange(40 * BUCKET)}"
        if path in now and draw.random() < 0.4:
            now.pop(path)
            root = with_path(root, path, None)
        else:
            now[path] = b"%d" % step
            root = with_path(root, path, Blob(now[path]))
        if step % 400 == 0:
            states.append((dict(now), root))

    for files, state in [*states, (now, root)]:
        assert files == {path: blob.content for path, blob in blobs(state).items()}
        assert written(files).oid == state.oid
    old_files, old = states[-1]
    changed = {path for path in now.keys() | old_files.keys() if now.get(path) != old_files.get(path)}
    assert changed == {path for path, _, _ in difference(old, root)}


def test_the_same_files_are_the_same_folder() -> None:
    """Two trees made along different ways are told to be the same, and one other byte tells them apart."""
    files = {f"d/{i}": b"%d" % i for i in range(100)}
    one = written(files)
    other = written(dict(reversed(files.items())))

    assert one.same(other)
    assert not one.same(with_path(other, "d/7", Blob(b"x")))
    assert not one.same(with_path(other, "d/7", None))


def test_empty_folders_go() -> None:
    """With its last file a folder is gone."""
    assert find(with_path(written({"a/b/c": b"", "d": b""}), "a/b/c", None), "a") is None


def test_a_file_is_no_folder() -> None:
    """Nothing lies below a file, and a file does not take a folder's place."""
    root = written({"a/b": b""})
    with pytest.raises(NotADirectoryError):
        with_path(root, "a/b/c", Blob(b""))
    with pytest.raises(IsADirectoryError):
        with_path(root, "a", Blob(b""))
