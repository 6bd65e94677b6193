"""A test double of the Hugging Face Hub: a real HTTP server that the real client talks to.

Every test may ask for the fixture `hub`, or make its own:

    from fakehub import FakeHub, faults

    with FakeHub() as hub:
        board = hub.repo("dataset", "course/board")
        hub.api("course").create_commit("course/board", ...)
        hub.faults.add(faults.SERVER_ERROR_AFTER, "commit")
        hub.faults.randomly(7, [*faults.NOT_DONE, *faults.DONE], "commit", share=0.2)
        hub.clock.advance(3600)

`routes.py` lists what it speaks, `faults.py` what can go wrong, `FakeHub` in `hub.py` what a test can do with it.

Where nothing public says what the Hub does, the double does what is harder for its user or simpler to tell: a draft
counts as open; a push to a closed pull request is taken; what changes nothing makes no commit; the limit of an hour
counts commits to branches by whomever, not to pull requests; lists of discussions and commits come in pages of 50.
It does not speak: Xet, LFS in several parts, tags and other branches, editing and hiding of comments,
asking for what is gated, webhooks, the limit of calls in five minutes.
"""

from . import faults
from .hub import LFS_EXTENSIONS, FakeHub

__all__ = ["LFS_EXTENSIONS", "FakeHub", "faults"]
