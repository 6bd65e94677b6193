"""lm-eval, imported so that it and its libraries believe that there is no Hub.

They read the environment when they are imported. Programs that we start later decide for themselves, so the environment
is then as before.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

_SWITCHES = ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE")


def _imported(*names: str) -> list[Any]:
    before = {name: os.environ.get(name) for name in _SWITCHES}
    os.environ.update(dict.fromkeys(_SWITCHES, "1"))
    try:
        return [importlib.import_module(name) for name in names]
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


_, _model, _registry = _imported("lm_eval.evaluator", "lm_eval.api.model", "lm_eval.api.registry")
LM: Any = _model.LM
register_model: Any = _registry.register_model
