"""The gate: whether a model's repository may be loaded at all, and what there is to say about it.

Every submitted byte is parsed in a sandbox, each stage in processes of its own (`room`), and none of the stages loads a
model: the last one reads the numbers of the weights as numbers. A stage that dies, or takes too long, or too much
memory, is a finding like any other.
"""

from __future__ import annotations

import math
import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from smol_grade.course import Models

from ..errors import OperatorError, RoomFailed
from .listing import is_staged, shown, stage
from .room import Room, room_for, torch_room
from .rules import (
    ARCHITECTURES,
    FIELDS,
    KNOWN_SIZES,
    LIMITS,
    Examination,
    FileFact,
    Finding,
    ModelFacts,
    finding,
)

ENDINGS = {
    ("gate_template", "timeout"): "template_too_slow",
    ("gate_template", "memory"): "template_too_large",
    ("gate_tokenizer", "timeout"): "tokenizer_too_slow",
    ("any", "timeout"): "check_timed_out",
    ("any", "memory"): "check_out_of_memory",
}
"""The code of a stage that gave no answer, by module and `RoomFailed.kind`; else `check_crashed`."""
PRELOAD = ("numpy", "tokenizers", "jinja2.sandbox")
"""What the sessions of a gate's room begin with; torch is not among them."""
SIZE_CLASS = re.compile(r"(\d+(?:\.\d+)?)([MB])")
NEAR = 1.5
"""A whole model is of the size class whose name is at most this factor away from its parameters."""


class _ToldFinding(msgspec.Struct, forbid_unknown_fields=True):
    """A finding, as a stage tells it."""

    code: str
    fields: dict[str, str]


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    """The answer of a stage. What is in it comes from where submitted bytes were parsed: text and numbers, no more."""

    findings: list[_ToldFinding]
    config: str = ""
    tensors: dict[str, tuple[str, list[int], str]] = {}
    adapter: bool = False
    base: str = ""
    parameters: int = 0
    rows: int = 0
    end: str = ""
    special: dict[str, str] = {}
    sha256: str = ""


def examine(
    folder: Path, *, models: Models, base_folder: Path | None = None, isolation: str = "", room: Room | None = None
) -> Examination:
    """Examine a model's folder, staged or not.

    `base_folder` holds the base of an adapter, where it is at hand: of it, only config.json is looked at. `room`, of
    somebody who examines many, can read the folder already, and is asked if that is staged. Raises `OperatorError` when
    a folder cannot be read and `SandboxError` when there can be no sandbox; nothing that is in the folder raises.
    """
    folder = folder.absolute()
    with tempfile.TemporaryDirectory(prefix="smol-grade-model-") as made:
        Path(made).chmod(0o755)
        found: tuple[Finding, ...] = ()
        if not (folder.is_dir() and is_staged(folder)):
            source, folder, room = folder, Path(made) / "model", None
            found = stage(source, folder)
        files = tuple(FileFact(path.name, path.stat().st_size) for path in sorted(folder.iterdir()))
        if any(one.severity == "reject" for one in found):
            return Examination(found, ModelFacts(files=files))
        base = _base_config(base_folder) if base_folder is not None else ""
        with room_for(folder, room, PRELOAD, isolation) as own:
            return _Examiner(own, folder, files, models, base, isolation).run()


def _base_config(folder: Path) -> str:
    """Return the text of a base's config.json; the course names the base, but its files are nobody's of ours either."""
    try:
        with open(folder / "config.json", "rb") as file:
            return file.read(LIMITS.json_bytes).decode("utf-8", "replace")
    except OSError as error:
        raise OperatorError(f"{error.filename}: {error.strerror}") from error


class _Examiner:
    """One examination: asks stage after stage, and keeps what they find."""

    def __init__(
        self, room: Room, folder: Path, files: tuple[FileFact, ...], models: Models, base: str, isolation: str
    ) -> None:
        self._room = room
        self._isolation = isolation
        self._models = models
        self._folder = str(folder)
        self._base_config = base
        self._limits = msgspec.to_builtins(LIMITS)
        self._findings: list[Finding] = []
        self._stages: list[str] = []
        self._files = files

    def run(self) -> Examination:
        """Ask everything that still makes sense after what was found."""
        config = self._ask("gate_config", "examine", ARCHITECTURES)
        weights = self._ask("gate_safetensors", "headers")
        base = self._look_at_adapter(weights) if self._is_adapter() else _Told([])
        embeddings = weights.tensors.get("model.embed_tokens.weight", ("", [], ""))[1]
        rows = embeddings[0] if embeddings else base.rows
        if config.config and weights.tensors and not weights.adapter and not self._findings:
            shapes = self._ask("gate_config", "shape_findings", config.config, weights.tensors)
            if shapes.parameters > LIMITS.parameters:
                self._add("too_many_parameters", found=shapes.parameters, most=LIMITS.parameters)
        tokenizer = self._ask("gate_tokenizer", "examine", rows, self._is_adapter())
        template = self._ask("gate_template", "examine", tokenizer.special, self._is_adapter())
        if not any(one.severity == "reject" for one in self._findings):
            for file in sorted({file for _, _, file in weights.tensors.values()}):
                self._ask("gate_safetensors", "values", file)
        return Examination(
            tuple(self._findings), self._facts(weights, base.base, template.sha256), tuple(dict.fromkeys(self._stages))
        )

    def _is_adapter(self) -> bool:
        """Return whether anything is an adapter's; beside a whole model's weights, it is refused."""
        return any(file.name in ("adapter_config.json", "adapter_model.safetensors") for file in self._files)

    def _look_at_adapter(self, weights: _Told) -> _Told:
        """Return the permitted base that an adapter names, and how many tokens its embeddings have."""
        if any(one.code == "two_models" for one in self._findings):
            return _Told([])
        sizes = {base.id: KNOWN_SIZES.get(base.id, {}) for base in self._models.bases}
        told = self._ask("gate_adapter", "examine", sizes, weights.tensors)
        if told.base not in sizes and not self._findings:  # no stage says so and leaves it at that, but a lying one
            self._add("adapter_no_base")
        return told if told.base in sizes else _Told([])

    def _ask(self, module: str, function: str, *more: Any) -> _Told:
        """Return a stage's answer, checked; without one, what that means is among the findings."""
        part = f"{module}.{function}"
        self._stages.append(part)
        seconds, memory_mb, room = LIMITS.json_s, LIMITS.json_mb, self._room
        arguments: list[Any] = [self._folder, self._limits, *more]
        if module == "gate_template":
            seconds, memory_mb = LIMITS.template_s, LIMITS.template_mb
        elif module == "gate_tokenizer":
            seconds, memory_mb = LIMITS.tokenizer_s, LIMITS.tokenizer_mb
        elif module == "gate_adapter":
            arguments = [self._folder, self._base_config, self._limits, *more]
        elif function == "values":
            arguments = [self._folder, *more, self._limits]
            seconds += sum(file.size for file in self._files if file.name == more[0]) / LIMITS.values_bytes_s
        elif function == "shape_findings":
            room, arguments, memory_mb = torch_room(self._isolation), list(more), 2 * LIMITS.json_mb
        try:
            answer = room.ask(module, function, *arguments, seconds=seconds, memory_mb=memory_mb)
        except RoomFailed as failed:
            self._add_ending(module, failed)
            return _Told([])
        return self._checked(answer if type(answer) is dict else {"findings": answer}, part)

    def _checked(self, answer: dict[str, Any], part: str) -> _Told:
        """Return an answer that has the form, and only findings, of a stage; everything else is a crash."""
        try:
            told = msgspec.convert(answer, _Told)
        except msgspec.ValidationError:
            self._add("check_crashed", part=part)
            return _Told([])
        for one in told.findings:
            known = FIELDS.get(one.code)
            if known is None or set(known) != one.fields.keys():
                self._add("check_crashed", part=part)
                return _Told([])
            self._add(one.code, **{name: shown(text) for name, text in one.fields.items()})
        return told

    def _add_ending(self, module: str, failed: RoomFailed) -> None:
        code = ENDINGS.get((module, failed.kind)) or ENDINGS.get(("any", failed.kind), "check_crashed")
        self._add(code, **({"part": failed.part} if FIELDS[code] else {}))

    def _add(self, code: str, **fields: object) -> None:
        found = finding(code, **fields)
        if found not in self._findings:
            self._findings.append(found)

    def _facts(self, weights: _Told, base: str, template: str) -> ModelFacts:
        numbers: dict[str, int] = {}
        for dtype, shape, _ in weights.tensors.values():
            numbers[dtype] = numbers.get(dtype, 0) + math.prod(shape)
        parameters = sum(numbers.values())
        return ModelFacts(
            adapter=weights.adapter,
            base=base,
            parameters=parameters,
            size_class=self._size_class(base, 0 if weights.adapter else parameters),
            dtype=max(numbers, key=lambda dtype: numbers[dtype]) if numbers else "",
            submitted_template_sha256=template if re.fullmatch("[0-9a-f]{64}", template) else "",
            files=self._files,
        )

    def _size_class(self, base: str, parameters: int) -> str:
        for one in self._models.bases:
            if one.id == base:
                return one.size_class
        sizes = {one.size_class: SIZE_CLASS.fullmatch(one.size_class) for one in self._models.bases}
        found = [
            (abs(math.log(parameters / (float(named[1]) * (10**9 if named[2] == "B" else 10**6)))), size)
            for size, named in sizes.items()
            if named is not None and parameters
        ]
        return min(found)[1] if found and min(found)[0] <= math.log(NEAR) else ""
