"""The data set card: `README.md` of the store, whose configs expose the Parquet under `board/` and nothing else.

`datasets` takes one builder for all configs and guesses columns from what it finds, so each config names its files and
its features, and there is always a file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..schema import BoardSettings
from .model_documents import MODEL_COLUMNS, MODELS_PARQUET
from .tables import BOARD_COLUMNS, RECORD_COLUMNS

OURS = "<!-- Written by smol-leaderboard rebuild. Without this line the card is yours and stays as it is. -->"
CONFIGS = (
    ("board", "board/board.parquet", BOARD_COLUMNS),
    ("records", "board/records/*.parquet", RECORD_COLUMNS),
    ("models", MODELS_PARQUET, MODEL_COLUMNS),
)


def card(settings: BoardSettings) -> str:
    """Return the card."""
    practice = "\n**A practice board: graded with whatever isolation there was. Nothing here is official.**\n"
    return f"""---
pretty_name: {json.dumps(_one_line(settings.title))}
configs:
{"".join(_config(*config) for config in CONFIGS)}dataset_info:
{"".join(_info(name, columns) for name, _, columns in CONFIGS)}---

{OURS}

# Leaderboard
{practice if settings.practice else ""}
Results of official gradings, as immutable records, and the board that is made of them.

```python
from datasets import load_dataset

board = load_dataset(REPOSITORY, "board", split="train")
records = load_dataset(REPOSITORY, "records", split="train")
models = load_dataset(REPOSITORY, "models", split="train")
```

| where | what |
|---|---|
| `records/KIND/MONTH/*.jsonl` | records, one a line; never changed |
| `samples/` | what submitted models answered to public problems, as JSONL |
| `people/` | names; deleting an entry forgets the person |
| `certificates/`, `rules/`, `status/` | who earned what by which rules, and what was revoked; keys: `issuer.json` |
| `board/` | made of the above; can be deleted and made again, byte for byte |

What was measured of models is in millionths: a `value` of 409000 is 0.409. `subject` is a keyed
hash of the Hub's user id. A learner's code is in no file here in clear.
"""


def wanted_card(settings: BoardSettings, there: bytes | None) -> bytes | None:
    """Return what the card has to be, None if the one that is there is the course team's own."""
    if there is not None and OURS.encode() not in there:
        return None
    return card(settings).encode()


def _config(name: str, files: str, _: Mapping[str, str]) -> str:
    default = "  default: true\n" if name == "board" else ""
    return f"- config_name: {name}\n{default}  data_files:\n  - split: train\n    path: {files}\n"


def _info(name: str, columns: Mapping[str, str]) -> str:
    features = "".join(f"  - name: {column}\n    dtype: {kind}\n" for column, kind in columns.items())
    return f"- config_name: {name}\n  features:\n{features}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
