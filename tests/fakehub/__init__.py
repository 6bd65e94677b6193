"""A test double of the Hugging Face Hub: a real HTTP server that the real client talks to.

Every test may ask for the fixture `hub`, or make its own:

    from fakehub import FakeHub, faults

    with FakeHub() as hub:
        board = hub.repo("dataset", "course/board")
        hub.api("course").create_commit("course/board", ...)
        hub.faults.add(faults.SERVER_ERROR_AFTER, "commit")

`routes.py` lists what it speaks, `faults.py` what can go wrong, `FakeHub` in `hub.py` what a test can do with it.
"""

from . import faults
from .hub import LFS_EXTENSIONS, FakeHub

__all__ = ["LFS_EXTENSIONS", "FakeHub", "faults"]
