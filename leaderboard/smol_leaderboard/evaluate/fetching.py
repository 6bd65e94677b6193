"""A model as a folder on this machine: the one that is named, or fetched from the Hub at one commit."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from smol_grade.course import HUB_ID

from ..measuring_errors import NoBase, NoModel
from ..safety.listing import judge_listing
from ..safety.rules import LIMITS
from .looking import ensure_allowed, staged


class Ready(NamedTuple):
    """A model that was staged."""

    model: str
    revision: str
    """Of the Hub; empty for a local folder."""
    folder: Path
    flags: tuple[str, ...]


@contextmanager
def ready(
    model: str, cache: Path, told: Callable[[str, int, int], None], *, revision: str = "", token: str = ""
) -> Iterator[Ready]:
    """Yield a model's staged folder; it is gone afterwards. `told` hears of bytes that arrive: file, done, of all.

    Raises `ModelRejected`, `NoModel`, and what the Hub's client raises.
    """
    folder, commit = Path(model).expanduser(), ""
    seen: tuple[str, ...] = ()
    if not folder.is_dir():
        if not HUB_ID.fullmatch(model):
            raise NoModel(model)
        folder, commit, seen = fetched(model, cache, told, revision=revision, token=token)
    with tempfile.TemporaryDirectory(prefix="smol-grade-model-") as name:
        Path(name).chmod(0o755)  # the sandbox reads it as another user
        target = Path(name) / "model"
        flags = staged(model, folder.absolute(), target)
        yield Ready(model if commit else folder.absolute().name, commit, target, tuple(dict.fromkeys([*seen, *flags])))


@contextmanager
def ready_base(
    adapter: Ready, named: str, cache: Path, told: Callable[[str, int, int], None], *, token: str = ""
) -> Iterator[Ready | None]:
    """Yield the staged base model of an adapter; None for a whole model. Raises `NoBase` besides what `ready` does."""
    # some trainers leave the base's config.json beside an adapter: the weights tell
    whole = any(adapter.folder.glob("model*.safetensors"))
    if whole or not (adapter.folder / "adapter_config.json").exists():
        yield None
        return
    if not named:
        raise NoBase(adapter.model)
    with ready(named, cache, told, token=token) as base:
        yield base


def fetched(
    model: str, cache: Path, told: Callable[[str, int, int], None], *, revision: str = "", token: str = ""
) -> tuple[Path, str, tuple[str, ...]]:
    """Return the folder with a Hub model's files, the commit, and the codes of what its list of files is flagged for.

    What is there already is not fetched again.
    """
    from ..store.hub_models import Progress, download, login, resolve

    token = token or login()
    resolved = resolve(model, revision=revision, token=token)
    wanted, found = judge_listing(resolved.listing())
    ensure_allowed(model, tuple(found))
    target = cache / "models" / model.replace("/", "--") / resolved.revision

    def heard(progress: Progress) -> None:
        told(progress.name, progress.done, progress.total)

    download(resolved, target, heard, wanted=wanted, most_bytes=LIMITS.total_bytes, token=token)
    return target, resolved.revision, tuple(dict.fromkeys(one.code for one in found))
