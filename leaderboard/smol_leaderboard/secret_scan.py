"""Finding tokens, keys and passwords in files before they leave the learner's machine.

The rules are detect-secrets' (offline: nothing that is found is tried out), with a few for services that it does not
know and that learners of this course use. Its entropy rules are left out: hashes and token ids are no secrets here.
What is found is named by kind, file and line, and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

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
    "Weights & Biases key": r"(?i)wandb.{0,40}\b[0-9a-f]{40}\b",
    "token in clear": (
        r"(?i)\b(?:HF|HUGGING_?FACE(?:HUB|_HUB)?|HUGGINGFACEHUB_API|OPENAI|GITHUB|GH|WANDB|COMET|AWS)_?"
        r"(?:API_)?(?:TOKEN|KEY|SECRET\w*|PAT)\b['\"]?\]?\s*[=:]\s*"
        r"(?:['\"][\w/+=.-]{8,}|(?=[A-Za-z_]*\d)[\w/+-]{8,}(?![\w.(\[]))"
    ),
}
"""Kind -> pattern. The last one wants a quoted value, or one with a digit that is no call and no index."""
LONGEST_LINE = 20_000
"""Characters of a line that are looked at in one piece; patterns are tried at every place of it."""


class SecretFound(NamedTuple):
    """A line that must not be sent."""

    line: int
    kind: str


def find_secrets(text: str) -> Iterator[SecretFound]:
    """Yield the lines of a text that hold a secret, in order, each once. Raises `ExtraNeeded`."""
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
    own = {kind: re.compile(pattern) for kind, pattern in OWN_RULES.items()}
    with transient_settings(rules):
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):  # as editors count
            if ALLOWED in line or not line.strip():
                continue
            for start in range(0, len(line), LONGEST_LINE):
                piece = line[max(0, start - 200) : start + LONGEST_LINE]
                kind = next((kind for kind, pattern in own.items() if pattern.search(piece)), "")
                kind = kind or next((secret.type for secret in scan_line(piece)), "")
                if kind:
                    yield SecretFound(number, kind)
                    break
