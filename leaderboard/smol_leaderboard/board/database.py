"""The state's SQLite file as a file: opened, changed as a whole or not at all, removed as a whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Keep all changes of the block, or none of them."""
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")


def remove(folder: Path) -> None:
    """Remove a state in one step: a half of it, the file without its log, must not be taken for a whole one."""
    for left in folder.parent.glob(f"{folder.name}.old-*"):
        shutil.rmtree(left, ignore_errors=True)
    if folder.exists():
        old = folder.with_name(f"{folder.name}.old-{secrets.token_hex(4)}")
        os.rename(folder, old)
        shutil.rmtree(old, ignore_errors=True)


def connect(path: Path | str) -> sqlite3.Connection:
    """Open a file, or `:memory:`, so that what was deleted in it is overwritten."""
    db = sqlite3.connect(path, isolation_level=None, timeout=60)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    db.execute("pragma secure_delete = on")  # a forgotten name is not left in a free page
    db.execute("pragma cache_size = -200000")
    return db
