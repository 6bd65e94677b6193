"""Immutable trees of files as git has them, cheap to change.

A folder of 10,000 files that changes in one place shares all but one bucket with its former self, so a thousand
commits to it cost a thousand buckets and not a thousand folders.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

BUCKET = 32
"""Entries of one bucket, about."""


def git_oid(kind: str, content: bytes) -> str:
    """Return the object id that git gives to a content."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest()


class Blob:
    """The content of a file. With LFS, what git holds is a pointer to it."""

    __slots__ = ("content", "oid", "pointer", "sha256")

    def __init__(self, content: bytes, *, lfs: bool = False) -> None:
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest() if lfs else ""
        """Of an LFS file's content, empty for a regular file."""
        self.pointer = (
            f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(content)}\n".encode()
            if lfs
            else b""
        )
        self.oid = git_oid("blob", self.pointer or content)

    @property
    def size(self) -> int:
        """Of the content, in bytes."""
        return len(self.content)

    @property
    def etag(self) -> str:
        """What resolve and preupload call the content."""
        return self.sha256 or self.oid


class Folder:
    """Names and what they stand for. Nothing about it ever changes."""

    __slots__ = ("_buckets", "_count", "_oid")

    def __init__(self, buckets: tuple[Mapping[str, Node], ...] = ({},), count: int = 0) -> None:
        self._buckets = buckets
        self._count = count
        self._oid = ""

    def __len__(self) -> int:
        return self._count

    def same(self, other: Folder) -> bool:
        """Tell whether two folders hold the same, without hashing what they share."""
        return self is other or (
            len(self) == len(other)
            and len(self._buckets) == len(other._buckets)
            and all(
                mine is theirs or _same_bucket(mine, theirs)
                for mine, theirs in zip(self._buckets, other._buckets, strict=True)
            )
        )

    def get(self, name: str) -> Node | None:
        """Return what stands under a name, None if nothing does."""
        return self._buckets[hash(name) % len(self._buckets)].get(name)

    def with_entry(self, name: str, node: Node | None) -> Folder:
        """Return the folder in which a name stands for something else, or for nothing (None)."""
        place = hash(name) % len(self._buckets)
        bucket = dict(self._buckets[place])
        count = self._count + (node is not None) - (name in bucket)
        if node is None:
            bucket.pop(name, None)
        else:
            bucket[name] = node
        changed = Folder((*self._buckets[:place], bucket, *self._buckets[place + 1 :]), count)
        return changed if count <= 2 * BUCKET * len(self._buckets) else changed.spread()

    def spread(self) -> Folder:
        """Return the same folder over eight times as many buckets."""
        buckets: list[dict[str, Node]] = [{} for _ in range(8 * len(self._buckets))]
        for bucket in self._buckets:
            for name, node in bucket.items():
                buckets[hash(name) % len(buckets)][name] = node
        return Folder(tuple(buckets), self._count)

    def entries(self) -> list[tuple[str, Node]]:
        """Return all entries in git's order, in which a folder's name ends in a slash."""
        return sorted(
            (entry for bucket in self._buckets for entry in bucket.items()),
            key=lambda entry: entry[0] + "/" if isinstance(entry[1], Folder) else entry[0],
        )

    @property
    def oid(self) -> str:
        """The object id of the tree. Found out when asked for, because that takes as long as the folder is wide."""
        if not self._oid:
            self._oid = git_oid(
                "tree",
                b"".join(
                    (b"40000 " if isinstance(node, Folder) else b"100644 ")
                    + name.encode()
                    + b"\0"
                    + bytes.fromhex(node.oid)
                    for name, node in self.entries()
                ),
            )
        return self._oid


Node = Blob | Folder


def _same_bucket(mine: Mapping[str, Node], theirs: Mapping[str, Node]) -> bool:
    return mine.keys() == theirs.keys() and all(_same_node(node, theirs[name]) for name, node in mine.items())


def _same_node(mine: Node, theirs: Node) -> bool:
    if isinstance(mine, Folder) and isinstance(theirs, Folder):
        return mine.same(theirs)
    return mine is theirs or (isinstance(mine, Blob) and isinstance(theirs, Blob) and mine.oid == theirs.oid)


EMPTY = Folder()


def find(root: Folder, path: str) -> Node | None:
    """Return what lies at a path, the root for the empty one."""
    node: Node | None = root
    for name in path.split("/") if path else ():
        if not isinstance(node, Folder):
            return None
        node = node.get(name)
    return node


def with_path(root: Folder, path: str, node: Node | None) -> Folder:
    """Return the tree with something else at a path, or nothing (None); folders that are empty then go too.

    Raises NotADirectoryError where a part of the path is a file, IsADirectoryError where a folder would become a file.
    """
    name, _, rest = path.partition("/")
    old = root.get(name)
    if not rest:
        if isinstance(old, Folder) and isinstance(node, Blob):
            raise IsADirectoryError(path)
        return root.with_entry(name, node)
    if isinstance(old, Blob):
        raise NotADirectoryError(name)
    inner = with_path(old or EMPTY, rest, node)
    return root.with_entry(name, inner if len(inner) else None)


@lru_cache(maxsize=16)
def listing(root: Folder, *, recursive: bool) -> tuple[tuple[str, Node], ...]:
    """Return what lies in a folder, each folder before what is in it; kept, since a listing is read page by page."""
    return tuple(_walk(root, "", recursive=recursive))


def _walk(folder: Folder, prefix: str, *, recursive: bool) -> Iterator[tuple[str, Node]]:
    for name, node in folder.entries():
        yield prefix + name, node
        if recursive and isinstance(node, Folder):
            yield from _walk(node, f"{prefix}{name}/", recursive=True)


def blobs(root: Folder) -> dict[str, Blob]:
    """Return all files of a tree by their path."""
    return {path: node for path, node in listing(root, recursive=True) if isinstance(node, Blob)}


def difference(old: Folder, new: Folder, prefix: str = "") -> Iterator[tuple[str, Blob | None, Blob | None]]:
    """Yield the files in which two trees differ as (path, old, new), without looking into folders that they share."""
    if old is new:
        return
    before, after = dict(old.entries()), dict(new.entries())
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was is now or (was is not None and now is not None and was.oid == now.oid):
            continue
        path = prefix + name
        if isinstance(was, Folder) or isinstance(now, Folder):
            yield from difference(
                was if isinstance(was, Folder) else EMPTY, now if isinstance(now, Folder) else EMPTY, path + "/"
            )
        was_file, now_file = (node if isinstance(node, Blob) else None for node in (was, now))
        if was_file or now_file:
            yield path, was_file, now_file
