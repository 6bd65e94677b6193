"""Deleting what learner code has left behind."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess


def remove(folder: str) -> None:
    """Delete a folder that learner code may have filled with anything; links are not followed."""
    try:
        shutil.rmtree(folder, onerror=_unlock)
        if os.path.isdir(folder):
            shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # folders nested by the thousand
        subprocess.run(["rm", "-rf", "--", folder], check=False)  # noqa: S607


def _unlock(_function: object, path: str, _error: object) -> None:
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            os.chmod(path, 0o700)
        os.chmod(os.path.dirname(path), 0o700)
    except OSError:
        pass
