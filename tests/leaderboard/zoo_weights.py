"""Weights that are not whole, not sober, or not of the model that config.json describes. Each function is named by its code."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

from .zoo import bad, edit, header, write

NORM = "model.norm.weight"


@bad
def header_length(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", 2**60) + b"{}")


@bad
def header_length__white_space(folder: Path) -> None:
    head, data = header(folder)
    write(folder, json.dumps(head).encode() + b" " * 2**21, data)


@bad
def header_length__empty_file(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"")


@bad
def header_broken(folder: Path) -> None:
    write(folder, b"\x80\x04\x95 a pickle", b"")


@bad
def header_broken__deep(folder: Path) -> None:
    write(folder, b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", b"")


@bad
def header_broken__huge_offset(folder: Path) -> None:
    head, data = header(folder)
    head[NORM]["data_offsets"] = [0, 2**64]
    write(folder, head, data)


@bad
def header_broken__surrogate(folder: Path) -> None:
    head, data = header(folder)
    head["model.\ud800.weight"] = head.pop(NORM)
    write(folder, head, data)


@bad
def duplicate_tensor(folder: Path) -> None:
    head, data = header(folder)
    text = json.dumps(head)
    write(folder, (text[:-1] + f', "{NORM}": {json.dumps(head[NORM])}}}').encode(), data)


@bad
def metadata_too_large(folder: Path) -> None:
    head, data = header(folder)
    head["__metadata__"] = {"note": "x" * 100_000}
    write(folder, head, data)


@bad
def too_many_tensors(folder: Path) -> None:
    head, data = header(folder)
    head |= {f"t{i}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(5000)}
    write(folder, head, data)


@bad
def dtype_not_allowed(folder: Path) -> None:
    head, data = header(folder)
    shape = head[NORM]["shape"]
    head[NORM] |= {"dtype": "F64", "shape": [shape[0] // 2]}
    write(folder, head, data)


@bad
def dtype_not_allowed__eight_bits(folder: Path) -> None:
    head, data = header(folder)
    head[NORM] |= {"dtype": "F8_E4M3", "shape": [head[NORM]["shape"][0] * 4]}
    write(folder, head, data)


@bad
def bad_shape(folder: Path) -> None:
    head, data = header(folder)
    head["empty"] = {"dtype": "F32", "shape": [0, 2**62], "data_offsets": [0, 0]}
    write(folder, head, data)


@bad
def bad_shape__negative(folder: Path) -> None:
    head, data = header(folder)
    head[NORM]["shape"] = [-1, -32]
    write(folder, head, data)


@bad
def tensor_size(folder: Path) -> None:
    head, data = header(folder)
    head[NORM]["shape"] = [2**20]
    write(folder, head, data)


@bad
def tensors_overlap(folder: Path) -> None:
    head, data = header(folder)
    first = next(
        name for name in head if name not in ("__metadata__", NORM) and head[name]["shape"] == head[NORM]["shape"]
    )
    head[NORM]["data_offsets"] = head[first]["data_offsets"]
    write(folder, head, data)


@bad
def tensors_hole(folder: Path) -> None:
    head, data = header(folder)
    for name, entry in head.items():
        if name != "__metadata__":
            entry["data_offsets"] = [offset + 64 for offset in entry["data_offsets"]]
    write(folder, head, b"\0" * 64 + data)


@bad
def truncated(folder: Path) -> None:
    head, data = header(folder)
    write(folder, head, data[:-100])


@bad
def truncated__in_the_header(folder: Path) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[:60])


@bad
def trailing_bytes(folder: Path) -> None:
    with open(folder / "model.safetensors", "ab") as file:
        file.write(b"PK\x03\x04 something hidden")


def split(folder: Path) -> dict[str, str]:
    """Make two shards and an index of the weights; return the index."""
    head, data = header(folder)
    head.pop("__metadata__", None)
    names = list(head)
    index: dict[str, str] = {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        file, parts, end = f"model-0000{number}-of-00002.safetensors", {}, 0
        chosen = b""
        for name in part:
            begin, stop = head[name]["data_offsets"]
            chosen += data[begin:stop]
            parts[name] = head[name] | {"data_offsets": [end, len(chosen)]}
            end = len(chosen)
            index[name] = file
        write(folder, parts, chosen, file)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    return index


@bad
def index_broken(folder: Path) -> None:
    index = split(folder)
    first, second = next(iter(index)), list(index)[-1]
    index[first], index[second] = index[second], index[first]
    edit(folder / "model.safetensors.index.json", weight_map=index)


@bad
def index_broken__path(folder: Path) -> None:
    index = split(folder)
    index[NORM] = "../../model.safetensors"
    edit(folder / "model.safetensors.index.json", weight_map=index)


@bad
def index_broken__missing(folder: Path) -> None:
    split(folder)
    (folder / "model.safetensors.index.json").unlink()


@bad
def shard_missing(folder: Path) -> None:
    split(folder)
    (folder / "model-00002-of-00002.safetensors").unlink()


@bad
def shard_not_listed(folder: Path) -> None:
    split(folder)
    shutil.copy(folder / "model-00001-of-00002.safetensors", folder / "model-00003-of-00002.safetensors")


@bad
def shard_not_listed__consolidated(folder: Path) -> None:
    shutil.copy(folder / "model.safetensors", folder / "consolidated.safetensors")


@bad
def tensor_twice(folder: Path) -> None:
    split(folder)
    first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
    mine, data = header(folder, first)
    other, _ = header(folder, second)
    norm = next(name for name in (*mine, *other) if name.endswith("norm.weight"))
    entry = (mine | other)[norm]
    for file in (first, second):
        head, data = header(folder, file)
        if norm not in head:
            size = entry["data_offsets"][1] - entry["data_offsets"][0]
            write(
                folder,
                head | {norm: entry | {"data_offsets": [len(data), len(data) + size]}},
                data + b"\0" * size,
                file,
            )


def _spoil(folder: Path, dtype: str, value: float) -> None:
    """Save the weights in a dtype, with one number of one tensor exchanged."""
    import torch
    from safetensors.torch import load_file, save_file

    weights = {
        name: tensor.to(getattr(torch, dtype)) for name, tensor in load_file(folder / "model.safetensors").items()
    }
    weights["model.layers.1.mlp.down_proj.weight"][-1, -1] = value
    (folder / "model.safetensors").unlink()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


@bad
def not_finite(folder: Path) -> None:
    _spoil(folder, "float32", float("nan"))


@bad
def not_finite__bfloat16(folder: Path) -> None:
    _spoil(folder, "bfloat16", float("inf"))


@bad
def not_finite__float16(folder: Path) -> None:
    _spoil(folder, "float16", float("-inf"))


@bad
def tensor_missing(folder: Path) -> None:
    head, data = header(folder)
    last = max((name for name in head if name != "__metadata__"), key=lambda name: head[name]["data_offsets"])
    data = data[: head.pop(last)["data_offsets"][0]]
    write(folder, head, data)


@bad
def tensor_unexpected(folder: Path) -> None:
    head, data = header(folder)
    head["answers.weight"] = {"dtype": "F32", "shape": [4], "data_offsets": [len(data), len(data) + 16]}
    write(folder, head, data + b"\0" * 16)


@bad
def shape_mismatch(folder: Path) -> None:
    edit(folder / "config.json", vocab_size=400)


@bad
def shape_mismatch__turned(folder: Path) -> None:
    head, data = header(folder)
    head["lm_head.weight"]["shape"].reverse()
    write(folder, head, data)


@bad
def too_many_parameters(folder: Path) -> None:
    numbers = 4096 * 2**20
    entries = {
        f"t{i}": {"dtype": "BF16", "shape": [2**20, 1024], "data_offsets": [i * 2**31, (i + 1) * 2**31]}
        for i in range(4)
    }
    text = json.dumps(entries).encode()
    (folder / "model.safetensors").unlink()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + 2 * numbers)
