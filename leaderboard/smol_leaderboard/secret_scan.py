"""Finding tokens, keys and passwords in files before they leave the learner's machine.

The rules are detect-secrets' (offline: nothing that is found is tried out), with a few for services that it does not
know and that learners of this course use. Its entropy rules are left out: hashes and token ids are no secrets here.
What is found is named by kind, file and line, and never shown. A text that somebody is about to publish loses it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from .errors import ExtraNeeded

LEFT_OUT = frozenset({"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"})
FILTERS = (
    "detect_secrets.filters.heuristic.is_not_alphanumeric_string",
    "detect_secrets.filters.heuristic.is_templated_secret",
)
"""Not `is_indirect_reference`: it lets every line pass that calls something, `OpenAI(api_key="…")` among them."""
ALLOWED = "pragma: allowlist secret"
"""A line with this comment is left alone: for a text that only looks like a secret."""
OWN_RULES = {
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{20,}|\bapi_org_[A-Za-z0-9]{20,}",
    "GitHub Token": r"\bgithub_pat_[A-Za-z0-9_]{22,}",
    "Anthropic key": r"\bsk-ant-[A-Za-z0-9_-]{20,}",
    "OpenAI Token": r"\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}",
    "Google API key": r"\bAIza[A-Za-z0-9_-]{35}\b",
    "Weights & Biases key": r"(?i)wandb.{0,40}\b(?P<value>[0-9a-f]{40})\b",
    "token in clear": (
        r"(?i)\b(?:HF|HUGGING_?FACE(?:HUB|_HUB)?|HUGGINGFACEHUB_API|OPENAI|GITHUB|GH|WANDB|COMET|AWS)_?"
        r"(?:API_)?(?:TOKEN|KEY|SECRET\w*|PAT)\b['\"]?\]?\s*[=:]\s*"
        r"(?:['\"](?P<quoted>[\w/+=.-]{8,})|(?P<bare>(?=[A-Za-z_]*\d)[\w/+-]{8,}(?![\w.(\[])))"
    ),
}
"""Kind -> pattern; a group is the secret itself, else all of it is.

The last one wants a quoted value, or one with a digit that is no call and no index."""
LINE_END = re.compile(r"\r\n|\r|\n")
"""As editors count lines."""
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
SHORTEST = 4
"""Characters of a secret that is taken out wherever it stands."""
LONGEST_LINE = 20_000
"""Characters of a line that are looked at in one piece; patterns are tried at every place of it."""


class SecretFound(NamedTuple):
    """A line that must not be sent."""

    line: int
    kind: str


def find_secrets(text: str) -> Iterator[SecretFound]:
    """Yield the lines of a text that hold a secret, in order, each once. Raises `ExtraNeeded`."""
    own = {kind: re.compile(pattern) for kind, pattern in OWN_RULES.items()}
    with _scanner() as scan_line:
        for number, pieces in _lines(text):
            for piece in pieces:
                kind = next((kind for kind, pattern in own.items() if pattern.search(piece)), "")
                kind = kind or next((secret.type for secret in scan_line(piece)), "")
                if kind:
                    yield SecretFound(number, kind)
                    break


def secret_values(text: str) -> set[str]:
    """Return the secrets of a text, of a private key its lines. Without detect-secrets: what our own rules find."""
    found = {line for key in PRIVATE_KEY.findall(text) for line in re.split(r"[\r\n]+|\\n", key)[1:-1]}
    lines = [piece for _, pieces in _lines(text) for piece in pieces]
    for pattern in OWN_RULES.values():
        matches = [match for line in lines for match in re.finditer(pattern, line)]
        found |= {next(filter(None, match.groups()), match[0]) for match in matches}
    with contextlib.suppress(ExtraNeeded), _scanner() as scan_line:
        found |= {secret.secret_value or "" for line in lines for secret in scan_line(line)}
    return {value for value in found if len(value.strip()) >= SHORTEST and not value.startswith("BEGIN")}


@contextlib.contextmanager
def _scanner() -> Iterator[Callable[[str], Iterable[Any]]]:
    """Yield what finds detect-secrets' secrets in a line. Raises `ExtraNeeded`."""
    try:
        from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
        from detect_secrets.core.scan import scan_line
        from detect_secrets.settings import transient_settings
    except ImportError as error:
        raise ExtraNeeded("detect-secrets", "submit") from error
    known: dict[str, type] = get_mapping_from_secret_type_to_class()
    names = [rule.__name__ for rule in known.values()]
    rules = {
        "plugins_used": [{"name": name} for name in names if name not in LEFT_OUT],
        "filters_used": [{"path": path} for path in FILTERS],
    }
    with transient_settings(rules):
        yield scan_line


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the pieces of each line that is to be looked at."""
    for number, line in enumerate(LINE_END.split(text), 1):
        if ALLOWED not in line and line.strip():
            starts = range(0, len(line), LONGEST_LINE)
            yield number, [line[max(0, start - 200) : start + LONGEST_LINE] for start in starts]
