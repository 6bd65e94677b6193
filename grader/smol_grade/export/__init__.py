"""The learners' repository: what it holds (`contents`), and laying it down or bringing it up to date (`laying`)."""

from .contents import HANDED_OUT, HandedOut, contents, digest
from .laying import Laid, NewerHandedOut, NotEmpty, NotHandedOut, lay, upgrade

__all__ = [
    "HANDED_OUT",
    "HandedOut",
    "Laid",
    "NewerHandedOut",
    "NotEmpty",
    "NotHandedOut",
    "contents",
    "digest",
    "lay",
    "upgrade",
]
