"""Final projects: a whole one, and how to take something away from it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from . import zoo
from .learner import smol_grade

BASE = "HuggingFaceTB/SmolLM2-135M-Instruct"
LAYERS, WIDTH = 30, 576
"""Of the base."""
CARD = f"""---
base_model: {BASE}
license: apache-2.0
datasets:
- ana/tides
library_name: transformers
pipeline_tag: text-generation
tags:
- smol-course
- trl
- sft
---

# Tides

## Intended use

It answers questions about the tides in the harbour of our town, for people who go out to fish before the sun is up.
It knows no other place and no weather.

## Data

Nine hundred questions that I wrote from the tables of the harbour office, each with its answer. A hundred and twenty
of other days were kept apart, and none of them is among the rest.

- Data set: [ana/tides](https://huggingface.co/datasets/ana/tides), revision 0a1b2c3d4e

## Training

Supervised, on the answers alone.

- Steps: 3
- Seed: 42
- Versions: trl 1.16.0, transformers 5.23.0, torch 2.13.0
- Code: https://github.com/ana/tides

## Evaluation

An answer is right when hour and height are.

| task | rows | base | this model |
|---|---:|---:|---:|
| tides | 120 | 31.7 % ± 4.2 | 45.0 % ± 4.5 |
"""
SPANISH = """---
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
license: apache-2.0
datasets: [ana/mareas]
pipeline_tag: text-generation
tags: [smol-course, trl]
---

# Mareas

## Uso previsto

Responde a preguntas sobre las mareas del puerto de nuestro pueblo, para quienes salen a pescar antes de que amanezca.
No conoce otro lugar ni sabe del tiempo.

## Datos

Novecientas preguntas que escribí a partir de las tablas del puerto, cada una con su respuesta. Aparté ciento veinte de
otros días, y ninguna está entre las demás.

- Conjunto de datos: ana/mareas, revisión 0a1b2c3d4e

## Entrenamiento

Supervisado, solo con las respuestas.

- Pasos: 1 200
- Semilla: 7
- Versiones: transformers 5.23.0, torch 2.13.0
- Código: https://github.com/ana/mareas

## Evaluación

| tarea | filas | base | este modelo |
|---|---:|---:|---:|
| mareas | 120 | 31,7 % [23,5, 40,9] | 45,0 % [36,1, 53,9] |
"""


def whole(folder: Path, card: str = CARD, **changed: Any) -> Path:
    """Write a project that lacks nothing."""
    zoo.good(folder, **changed)
    (folder / "README.md").write_text(card, "utf-8")
    return folder


def adapter(folder: Path, *, trained: bool = True, base: str | None = BASE) -> Path:
    """Write a LoRA adapter of the base's size, with the configuration that peft writes and a whole card."""
    import torch
    from peft import LoraConfig
    from safetensors.torch import save_file

    torch.manual_seed(3)
    zoo.tokenizer().save_pretrained(folder)
    LoraConfig(task_type="CAUSAL_LM", r=2, lora_alpha=4, target_modules=["q_proj"]).save_pretrained(str(folder))
    zoo.edit(folder / "adapter_config.json", base_model_name_or_path=base, target_modules=["q_proj"])
    tensors = {}
    for layer in range(LAYERS):
        stem = f"base_model.model.model.layers.{layer}.self_attn.q_proj"
        tensors[f"{stem}.lora_A.weight"] = torch.randn(2, WIDTH) * 0.02
        tensors[f"{stem}.lora_B.weight"] = torch.randn(WIDTH, 2) * 0.02 if trained else torch.zeros(WIDTH, 2)
    save_file(tensors, str(folder / "adapter_model.safetensors"))
    (folder / "README.md").write_text(CARD, "utf-8")
    return folder


def project(*words: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return smol_grade("project", *map(str, words), cwd=cwd, XDG_CACHE_HOME=str(cwd / "cache"), **variables)


def told(*words: str | Path, cwd: Path, **variables: str) -> dict[str, Any]:
    """What the command says, as data; its exit status fits it."""
    done = project(*words, "--format", "json", cwd=cwd, **variables)
    said: dict[str, Any] = json.loads(done.stdout)
    assert (0 if said["passed"] else 1) == done.returncode, done.stderr
    assert said["passed"] == (not hard(said))
    return said


def hard(said: dict[str, Any]) -> list[str]:
    """The codes of what has to be mended."""
    return [one["code"] for one in said["findings"] if one["must_mend"]]


def lacks(said: dict[str, Any]) -> list[str]:
    """The codes of what the training recipe lacks."""
    return [one["code"] for one in said["findings"] if one["where"] == "recipe"]
