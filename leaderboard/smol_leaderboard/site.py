"""The static page: which files it is made of, and how they say where the data lie.

The page lies in `leaderboard/space` (in the wheel: `_space`) and works as it is with the data in `data/` beside it.
`site_files` adapts three lines of its `index.html`: the place of the data, what is loaded first, and the origins that
the Content-Security-Policy lets it connect to. Two more say to other sites what they show beside a link: the board's
title and where the picture lies, which must be a whole address.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from smol_grade.certificates import DID_WEB

from .errors import StoreError
from .issuer import web_address
from .layout import BOARD, CERTIFICATES, ISSUER, RULES, SAMPLES, SETTINGS, STATUS
from .site_errors import BadOrigin, FolderTaken
from .store import Store, hub_id, open_store

PACKAGED = Path(__file__).parent / "_space"
HUB = "https://huggingface.co"
HUB_CDN = ("https://*.huggingface.co", "https://*.hf.co")
"""Where the Hub's resolve addresses redirect to."""
BESIDE = "data/"
"""Where the data lie when they travel with the page."""
PUBLISHED = (BOARD, SAMPLES, CERTIFICATES, STATUS, "rules/")
"""Folders of the board that the page reads."""
PUBLISHED_FILES = (RULES, ISSUER)
DID = ".well-known/did.json"
"""Where the world looks for the keys of a did:web."""
OURS = '<meta name="generator" content="smol-leaderboard site">'
INDEX = "index.html"
PICTURE = "og.png"
OF_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers write into a folder that somebody opens: nobody misses them."""
ORIGIN = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9.-]+(?::\d{1,5})?|http://\[::1\](?::\d{1,5})?")


def page_folder() -> Path:
    """Return the folder of the page's files: the wheel's, else the checkout's."""
    return PACKAGED if PACKAGED.is_dir() else Path(__file__).parents[1] / "space"


def site_files(board: str, connect: Iterable[str] = (), *, token: str = "", copy: bool = True) -> dict[str, bytes]:
    """Return the files of the page for a board, path -> content.

    A Hub board is read from the Hub by whoever looks at the page; a folder's is copied into `data/` (unless not
    `copy`). `connect` are further origins that the data's server redirects to. Raises `StoreError` and its kinds, and
    `BadOrigin`.
    """
    store = open_store(board, token=token)
    named = hub_id(board)
    said = {"title": title_of(store), "address": address_of(store)}
    if named:
        endpoint = (os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")
        files = page(f"{endpoint}/datasets/{named}/resolve/main/", connect, data_set=named, **said)
    else:
        files = page(BESIDE, connect, **said)
    if (issuer := store.read(ISSUER)) is not None:
        files[DID] = issuer
    return files | board_files(store) if copy and not named else files


def page(
    data: str, connect: Iterable[str] = (), *, title: str = "", data_set: str = "", address: str = ""
) -> dict[str, bytes]:
    """Return the page's own files for data at a place: `data/`, or an address that ends with a slash.

    `address` is where the page itself will be, with a slash at the end; empty where nobody knows.
    """
    folder = page_folder()
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    origins = [_origin(origin) for origin in connect]
    if data != BESIDE:
        origin = _origin(data)
        origins = [origin, *(HUB_CDN if origin == HUB else ()), *origins]
    index = _with_data(files[INDEX].decode(), data, origins)
    files[INDEX] = _introduced(index, title, address).encode(errors="xmlcharrefreplace")
    files["README.md"] = _card(files["README.md"].decode(), title, data_set).encode()
    return files


def _with_data(index: str, data: str, origins: list[str]) -> str:
    sources = " ".join(["'self'", *dict.fromkeys(origins)])
    return _replaced(
        index,
        ('name="smol-board-data" content="data/"', f'name="smol-board-data" content="{html.escape(data)}"'),
        ('href="data/board/board.json"', f'href="{html.escape(data)}board/board.json"'),
        ("connect-src 'self'", f"connect-src {sources}"),
    )


def _introduced(index: str, title: str, address: str) -> str:
    """Return the index with what other sites show beside a link to it: the course's words, and nobody's name."""
    shown = html.escape(_line(title) or "Leaderboard")
    return _replaced(
        index,
        ('property="og:title" content="Leaderboard"', f'property="og:title" content="{shown}"'),
        (f'property="og:image" content="{PICTURE}"', f'property="og:image" content="{html.escape(address)}{PICTURE}"'),
    )


def _replaced(index: str, *lines: tuple[str, str]) -> str:
    for old, new in lines:
        before, found, after = index.partition(old)
        assert found, old
        index = before + new + after
    return index


def _origin(address: str) -> str:
    """Return the origin of an address, which goes into the policy as it is; raise `BadOrigin` for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadOrigin(address) from error
    origin = f"{parts.scheme}://{parts.netloc}"
    if not ORIGIN.fullmatch(origin):
        raise BadOrigin(address)
    return origin


def _card(text: str, title: str, data_set: str) -> str:
    """Return the Space's card with the board's title and data set in its front matter, as YAML."""
    if title:
        text = text.replace("title: Leaderboard\n", f"title: {json.dumps(_line(title))}\n", 1)
    if data_set:
        text = text.replace("sdk: static\n", f"sdk: static\ndatasets:\n- {data_set}\n", 1)
    return text


def _line(title: str) -> str:
    """Return a title for one line."""
    return " ".join(title.split())[:100]


def title_of(store: Store) -> str:
    """Return the board's title, empty if its settings do not say one."""
    try:
        title = json.loads(store.read(SETTINGS) or b"{}").get("title", "")
    except (ValueError, AttributeError):
        return ""
    return title if isinstance(title, str) else ""


def address_of(store: Store) -> str:
    """Return where the page of a board is: where its issuer's `did:web` leads, without a path; else empty."""
    try:
        did = json.loads(store.read(RULES) or b"{}")["issuer"]["did"]
    except (ValueError, TypeError, LookupError):
        return ""
    if not isinstance(did, str) or not DID_WEB.fullmatch(did):
        return ""
    document = web_address(did)
    return document.removesuffix(DID) if document.endswith(f"/{DID}") else ""


def board_files(store: Store) -> dict[str, bytes]:
    """Return what the page reads of one revision of the board, as it lies beside the page."""
    head = store.head()
    found: dict[str, bytes] = {}
    for listed in (one for folder in PUBLISHED for one in store.files(folder, head)):
        content = store.read(listed.path, head)
        if content is None:
            raise StoreError(f"{listed.path} is not there any more")
        found[BESIDE + listed.path] = content
    for path in PUBLISHED_FILES:
        if (content := store.read(path, head)) is not None:
            found[BESIDE + path] = content
    return found


def is_published(path: str) -> bool:
    """Return whether a file of the board is one that the page reads."""
    return path in PUBLISHED_FILES or path.startswith(PUBLISHED)


def is_ours(path: str) -> bool:
    """Return whether a path may be one of the page's: of this version or, in its folders, of an earlier one."""
    if path.startswith(BESIDE):
        return is_published(path.removeprefix(BESIDE))
    page_files = [one.relative_to(page_folder()) for one in page_folder().rglob("*") if one.is_file()]
    alike = {(one.parts[0], one.suffix) for one in page_files if len(one.parts) > 1}
    asked = PurePosixPath(path)
    return path == DID or Path(path) in page_files or (len(asked.parts) > 1 and (asked.parts[0], asked.suffix) in alike)


def write(files: Mapping[str, bytes], out: Path, mark: str = OURS, ours: Callable[[str], bool] = is_ours) -> None:
    """Write a page's files into a folder that is new, empty or an earlier page, which they replace as a whole.

    An earlier page is a folder whose `index.html` has the `mark`, and in which every path is one of `ours`.

    Raises `FolderTaken` for a folder that holds anything else, with nothing changed.
    """
    if out.exists():
        _ensure_replaceable(out, mark, ours)
    out = Path(os.path.abspath(out))  # `.` has no name, and its parent is itself
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        for path, content in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(content)
        made.chmod(0o755)
        if out.exists():
            _fill(out, made)
        else:
            made.rename(out)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _fill(out: Path, made: Path) -> None:
    """Move what was made into a folder that is there, which somebody may be in; its index, which has the mark, last."""
    for old in [one for one in out.iterdir() if one.name != INDEX]:
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
    for new in [one for one in made.iterdir() if one.name != INDEX]:
        new.rename(out / new.name)
    (made / INDEX).replace(out / INDEX)
    made.rmdir()


def _ensure_replaceable(out: Path, mark: str, ours: Callable[[str], bool]) -> None:
    if not out.is_dir() or out.is_symlink():
        raise FolderTaken(out)
    there = sorted(_paths_in(out))
    if not there:
        return
    index = out / INDEX
    if not index.is_file() or mark not in index.read_text("utf-8", "replace"):
        raise FolderTaken(out)
    foreign = next((path for path in there if not ours(path)), None)
    if foreign is not None:
        raise FolderTaken(out, foreign)


def _paths_in(folder: Path) -> Iterator[str]:
    """Yield the paths of what a folder holds, with slashes, but for what a system puts into any folder."""
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        empty = [name for name in folders if name not in links and not any(Path(place, name).iterdir())]
        for name in (*names, *links, *empty):
            if name not in OF_THE_SYSTEM:
                yield Path(place, name).relative_to(folder).as_posix()
