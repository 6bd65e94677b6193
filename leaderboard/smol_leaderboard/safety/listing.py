"""Which files of a repository are looked at, which are left out, and which may not be there: by names, sizes and kinds.

Nothing is parsed here. What passes is a flat folder of regular files that everybody may read, and of these names only;
everything after the gate sees that folder and no other.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from ..errors import OperatorError
from .rules import LIMITS, Finding, finding

WEIGHTS = re.compile(r"model\.safetensors|model-\d{5}-of-\d{5}\.safetensors|adapter_model\.safetensors")
TEMPLATES = "additional_chat_templates"
"""A folder in which transformers looks for more templates; staged as `additional_chat_templates.NAME.jinja`."""
SIZES = {
    "config.json": LIMITS.json_bytes,
    "generation_config.json": LIMITS.json_bytes,
    "adapter_config.json": LIMITS.json_bytes,
    "model.safetensors.index.json": LIMITS.json_bytes,
    "tokenizer.json": LIMITS.tokenizer_bytes,
    "tokenizer_config.json": LIMITS.tokenizer_config_bytes,
    "special_tokens_map.json": LIMITS.json_bytes,
    "added_tokens.json": LIMITS.json_bytes,
    "vocab.json": LIMITS.legacy_tokenizer_bytes,
    "merges.txt": LIMITS.legacy_tokenizer_bytes,
    "chat_template.jinja": LIMITS.template_file_bytes,
    "chat_template.json": LIMITS.tokenizer_config_bytes,
    "README.md": LIMITS.card_bytes,
    "trainer_state.json": LIMITS.trainer_state_bytes,
}
"""The names that are staged, beside weights and more templates, and the most bytes of each."""
TRAINING_STATE = re.compile(
    r"(training_args\.bin|optimizer\.(bin|pt)|scheduler\.(bin|pt)|scaler\.pt|rng_state(_\d+)?\.pth"
    r"|global_step\d+|latest)"
)
"""What TRL's and transformers' trainers leave behind: pickles, so never staged and never opened, but everybody's."""
PICKLES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".dill", ".npy", ".npz", ".mar")
PROGRAMS = (
    *(".py", ".pyc", ".pyo", ".pyd", ".pyx", ".so", ".dll", ".dylib", ".exe", ".sh", ".bat", ".ps1", ".cmd"),
    *(".jar", ".whl", ".egg", ".wasm"),
)
SIDE = (
    *(".gguf", ".ggml", ".onnx", ".onnx_data", ".h5", ".hdf5", ".keras", ".msgpack", ".tflite", ".pb", ".mlmodel"),
    *(
        ".ot",
        ".engine",
        ".llamafile",
        ".zip",
        ".tar",
        ".gz",
        ".tgz",
        ".bz2",
        ".xz",
        ".7z",
        ".zst",
        ".rar",
        ".safetensor",
    ),
)
LEFT_OUT = frozenset({".gitattributes", ".gitignore", ".gitkeep", ".DS_Store"})
"""Hidden files that the Hub, git and file browsers make by themselves."""
SKIPPED = frozenset({".git", ".cache", ".eval_results"})
"""Hidden folders of a clone, of a download and of the Hub; not entered."""
POINTER = b"version https://git-lfs.github.com/spec/"
SHARE_WITHIN = 1024
"""A pointer to a large file is smaller than this."""


def judge_name(path: str, size: int) -> tuple[str, Finding | None]:
    """Return the name under which a file of the repository is staged (empty: it is left out) and what is wrong.

    `path` is relative, with `/`; `size` is in bytes. Used on the Hub's listing before a download as well.
    """
    problem = _bad_name(path)
    if problem is not None:
        return "", problem
    *folders, name = path.split("/")
    lowered = name.lower()
    if folders and folders[0] in SKIPPED:
        return "", None
    if any(part.startswith(".") for part in (*folders, name)) and name not in LEFT_OUT:
        return "", finding("hidden_file", file=shown(path))
    if TRAINING_STATE.fullmatch(name) or "." not in name.strip("."):
        return "", None
    if lowered.endswith(PICKLES):
        return "", finding("pickle_file", file=shown(path))
    if lowered.endswith(PROGRAMS):
        return "", finding("program_file", file=shown(path))
    if lowered.endswith(SIDE):
        return "", finding("side_file", file=shown(path))
    return _staged_name(folders, name, size)


def _staged_name(folders: list[str], name: str, size: int) -> tuple[str, Finding | None]:
    staged, most = "", 0
    if folders == [TEMPLATES] and re.fullmatch(r"[\w-]{1,40}\.jinja", name, re.ASCII):
        staged, most = f"{TEMPLATES}.{name}", LIMITS.template_file_bytes
    elif not folders:
        if WEIGHTS.fullmatch(name):
            staged, most = name, LIMITS.total_bytes
        elif name.endswith(".safetensors"):
            return "", finding("shard_not_listed", file=shown(name))
        elif name in SIZES:
            staged, most = name, SIZES[name]
    if staged and size > most:
        return "", finding("file_too_large", file=shown(name), most=readable(most))
    return staged, None


def judge_listing(files: list[tuple[str, int]]) -> tuple[dict[str, str], list[Finding]]:
    """Return which files are staged, path -> name, and what is wrong with a list of (path, size in bytes)."""
    found: list[Finding] = []
    if len(files) > LIMITS.files:
        found.append(finding("too_many_files", count=len(files), most=LIMITS.files))
    wanted: dict[str, str] = {}
    total = 0
    for path, size in sorted(files)[: 2 * LIMITS.files]:
        name, problem = judge_name(path, size)
        if problem is not None:
            found.append(problem)
        elif name:
            wanted[path] = name
            total += size
    if total > LIMITS.total_bytes:
        found.append(finding("too_large", size=readable(total), most=readable(LIMITS.total_bytes)))
    return wanted, found


def stage(source: Path, target: Path) -> tuple[Finding, ...]:
    """Fill `target`, an empty or new folder, with the files of `source` that are looked at; return what is wrong.

    Links the files where both lie on one disk and everybody may read them, else copies. Raises `OperatorError` when
    `source` is no folder, or cannot be read.
    """
    if not source.is_dir():
        raise OperatorError(f"{source} is not a folder")
    try:
        target.mkdir(mode=0o755, parents=True, exist_ok=True)
        target.chmod(0o755)
        files, found = _files(source)
        wanted, problems = judge_listing(files)
        found += problems
        for path, name in wanted.items():
            problem = _take(source / path, target / name, path)
            if problem is not None:
                found.append(problem)
    except OSError as error:
        raise OperatorError(f"{error.filename or source}: {error.strerror}") from error
    return tuple(found)


def is_staged(folder: Path) -> bool:
    """Return whether a folder is as `stage` leaves one: flat, regular files, of its names, readable by everybody."""
    if not os.stat(folder).st_mode & stat.S_IROTH:
        return False
    for entry in os.scandir(folder):
        known = entry.name in SIZES or WEIGHTS.fullmatch(entry.name) or entry.name.startswith(f"{TEMPLATES}.")
        status = entry.stat(follow_symlinks=False)
        if not known or not stat.S_ISREG(status.st_mode) or not status.st_mode & stat.S_IROTH:
            return False
    return True


def _files(source: Path) -> tuple[list[tuple[str, int]], list[Finding]]:
    """Return the regular files below a folder, path and bytes, and what else is there."""
    files: list[tuple[str, int]] = []
    found: list[Finding] = []
    for path, status in _walk(source):
        if len(files) + len(found) > 2 * LIMITS.files:
            break
        if stat.S_ISLNK(status.st_mode):
            found.append(finding("link", file=shown(path)))
        elif stat.S_ISREG(status.st_mode):
            files.append((path, status.st_size))
        else:
            found.append(finding("special_file", file=shown(path)))
    return files, found


def _walk(source: Path, below: str = "", depth: int = 0) -> Iterator[tuple[str, os.stat_result]]:
    """Yield everything that is no folder, without following links; eight folders deep is deep enough."""
    with os.scandir(os.path.join(source, below) if below else source) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        path = f"{below}/{entry.name}" if below else entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED and depth < 8:
                yield from _walk(source, path, depth + 1)
        else:
            yield path, entry.stat(follow_symlinks=False)


def _take(source: Path, target: Path, path: str) -> Finding | None:
    """Link or copy one file, which may have been exchanged meanwhile: what is opened decides."""
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return finding("special_file", file=shown(path))
        if status.st_size < SHARE_WITHIN and file.read(len(POINTER)) == POINTER:
            return finding("pointer_file", file=shown(path))
        file.seek(0)
        if status.st_mode & stat.S_IROTH:
            try:
                os.link(source, target, follow_symlinks=False)
            except OSError:  # another disk, or links are not allowed
                pass
            else:
                return None
        with open(target, "xb") as copy:
            shutil.copyfileobj(file, copy, 2**22)
        os.chmod(target, 0o644)
    return None


def _bad_name(path: str) -> Finding | None:
    parts = path.split("/")
    bad = any(part in ("", ".", "..") for part in parts) or "\\" in path or len(path) > LIMITS.name_chars
    if bad or not path.isprintable() or path.encode("utf-8", "replace").decode() != path or ":" in path:
        return finding("bad_name", file=shown(path))
    return None


def shown(text: str) -> str:
    """Return a name as findings show it: short, printable, without lone surrogates."""
    safe = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[:120])
    return safe.encode("utf-8", "backslashreplace").decode()


def readable(size: int) -> str:
    """Return a size for people."""
    for unit, name in ((2**30, "GB"), (2**20, "MB"), (2**10, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} B"
