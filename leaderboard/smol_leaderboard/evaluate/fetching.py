"""A model as a folder on this machine: the one that is named, or fetched from the Hub at one commit."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from smol_grade.course import HUB_ID, Models

from ..errors import Unreachable
from ..measuring_errors import NoBase, NoModel
from ..safety.gate import examine
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
        if not revision:  # as the board names a row: USER/NAME@COMMIT
            model, _, revision = model.partition("@")
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
    adapter: Ready, named: str, cache: Path, told: Callable[[str, int, int], None], models: Models, *, token: str = ""
) -> Iterator[Ready | None]:
    """Yield the staged base model of an adapter; None for a whole model. Raises `NoBase` besides what `ready` does.

    Where none is named it is the permitted base that the adapter names: from the Hub, at the commit that it has there
    now, or where that cannot be reached, from the cache of the Hub's client.
    """
    # some trainers leave the base's config.json beside an adapter: the weights tell
    whole = any(adapter.folder.glob("model*.safetensors"))
    if whole or not (adapter.folder / "adapter_config.json").exists():
        yield None
        return
    named = named or permitted_base(adapter.folder, models)
    if not named:
        raise NoBase(adapter.model)
    with ExitStack() as kept:
        try:
            base = kept.enter_context(ready(named, cache, told, token=token))
        except Unreachable:
            base = kept.enter_context(_at_hand(named, cache, told))
        yield base


@contextmanager
def _at_hand(named: str, cache: Path, told: Callable[[str, int, int], None]) -> Iterator[Ready]:
    """Yield a model of the cache of the Hub's client. Raises `NoBase` if it has none."""
    from ..store.hub_models import cached

    folder = cached(named)
    if folder is None:
        raise NoBase(named)
    with tempfile.TemporaryDirectory(prefix="smol-grade-base-") as made:
        copy = Path(made) / "files"  # the client keeps links, and a staged folder has none
        shutil.copytree(folder, copy)
        with ready(str(copy), cache, told) as base:
            yield base._replace(model=named, revision=folder.name)


def permitted_base(folder: Path, models: Models) -> str:
    """Return the permitted base that an adapter names, read in the sandbox, empty for none.

    Raises `ModelRejected`, and what the gate raises.
    """
    found = examine(folder, models=models)
    if not found.facts.base:  # with one, everything else is looked at once the base is there
        ensure_allowed(folder.name, found.findings)
    return found.facts.base


def commit_of(model: str) -> str:
    """Return the commit that a model has on the Hub now. Raises what the Hub's client raises."""
    from ..store.hub_models import login, resolve

    return resolve(model, token=login()).revision


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
