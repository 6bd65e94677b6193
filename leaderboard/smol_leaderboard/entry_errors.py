"""What can be wrong with what a final project shows; `errors` has the rest of the tree.

SubmitRefused
└── EntryUnfit         a final project cannot be shown as it was handed in (exit 1)
    ├── SummaryUnfit       its summary is too short or too long, no prose, or holds what nobody would see
    └── DemoUnfit          the link to its demo is none that everybody can open
"""

from __future__ import annotations

from typing import Literal

from .errors import SubmitRefused

SummaryFault = Literal["empty", "short", "long", "large", "hidden", "script", "few"]
DemoFault = Literal["empty", "long", "not_https", "not_ascii", "no_host", "user_or_port", "not_public"]
LINK_SHOWN = 100
"""Characters of a link that a sentence repeats."""


class EntryUnfit(SubmitRefused):
    """A final project cannot be shown as it was handed in."""


class SummaryUnfit(EntryUnfit):
    """The summary is too short (`short`, `empty`) or too long, in words (`long`) or characters (`large`), or `hidden`.

    `hidden`: a character that nobody would see, or that would turn or cover what stands beside it. `script`: most
    letters are not Latin. `few`: too few different words.
    """

    def __init__(self, fault: SummaryFault, **fields: object) -> None:
        super().__init__(**fields)
        self.key = f"entry.summary_{fault}"
        self.hint = f"entry.summary_{fault}.hint"


class DemoUnfit(EntryUnfit):
    """The link to the demo is none that everybody can open, or that shows where it leads."""

    def __init__(self, fault: DemoFault, link: str, **fields: object) -> None:
        super().__init__(link=link[:LINK_SHOWN], **fields)
        self.key = f"entry.demo_{fault}"
        self.hint = "entry.demo.hint"
