"""Tensors travel both ways as safetensors, and the judge believes no byte of them."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from smol_grade.arrays import MARK, Array, BadArray, from_wire, load, save, to_wire
from smol_grade.grade import Engine
from smol_grade.judge.world import Function, Seeded
from smol_grade.learner_file import LearnerFile
from smol_grade.submission import CheckEnded, Submission, SubmissionError

pytest.importorskip("torch", reason="tensors need torch, of the extra train")
Ask = Callable[..., object]


@pytest.fixture(scope="module")
def ask(engine: Engine) -> Ask:
    """Call `f` of a source in a forked worker that begins with torch."""
    unit, [known] = engine.course.find("smoltalk_to_chatml")
    exercise = structs.replace(known, name="f", parameters=("x",), libraries="torch")
    sandbox = engine.sandbox(unit.preload(exercise))

    def call(source: str, *args: object, **options: object) -> object:
        file = LearnerFile("f.py", source)
        submission = Submission(lambda: sandbox.session("f", exercise.limits), exercise, file)
        try:
            return submission.call("f", *args, **options)  # type: ignore[arg-type]
        finally:
            submission.close()

    return call


def test_a_tensor_arrives_and_returns(ask: Ask) -> None:
    """A NumPy array arrives as a tensor of the same dtype and shape, and comes back with its numbers."""
    sent = np.arange(6, dtype=np.float32).reshape(2, 3)
    got = ask("import torch\ndef f(x):\n    assert isinstance(x, torch.Tensor)\n    return x * 2\n", sent, arrays=True)
    assert isinstance(got, Array)
    assert ("Tensor", "float32") == (got.type, got.dtype)
    assert (sent * 2).tolist() == got.values.tolist()


def test_a_float_of_numpy_is_a_float(ask: Ask) -> None:
    """numpy.float64 is a subclass of float and arrives as one; what a subclass says of itself does not matter."""
    source = "import numpy\nclass F(float):\n    def __float__(self):\n        return 9.0\n"
    assert [0.1, 0.5] == ask(source + "def f(x):\n    return [numpy.float64(x), F(0.5)]\n", 0.1)


@pytest.mark.parametrize(
    ("expression", "dtype", "numbers"),
    [
        ("torch.tensor([1.5], dtype=torch.bfloat16)", "bfloat16", [1.5]),
        ("torch.tensor([1.5], dtype=torch.float64)", "float64", [1.5]),
        ("torch.tensor([True])", "bool", [True]),
        ("torch.tensor([7])", "int64", [7]),
        ("torch.arange(6.).reshape(2, 3).T[0]", "float32", [0.0, 3.0]),
        ("torch.tensor([1.0], requires_grad=True)", "float32", [1.0]),
        ("torch.tensor([float('nan')])[:0]", "float32", []),
        ("torch.tensor([1.0]).numpy()", "float32", [1.0]),
    ],
)
def test_dtypes(expression: str, dtype: str, numbers: list[object], ask: Ask) -> None:
    """Each dtype keeps its name; one that NumPy lacks arrives as float32; views and leaves are fine."""
    got = ask(f"import torch\ndef f(x):\n    return {{'a': {expression}}}\n", 0, arrays=True)
    assert isinstance(got, dict)
    assert (dtype, numbers) == (got["a"].dtype, got["a"].values.tolist())


@pytest.mark.parametrize(
    "expression",
    [
        "torch.zeros(2_000_000)",
        "torch.zeros(3).to_sparse()",
        "torch.zeros(2, device='meta')",
        "torch.zeros(2).cfloat()",
    ],
)
def test_what_cannot_travel_is_told(expression: str, ask: Ask) -> None:
    """A tensor that is too large, sparse, complex or without numbers is not data."""
    with pytest.raises(SubmissionError) as caught:
        ask(f"import torch\ndef f(x):\n    return {expression}\n", 0, arrays=True)
    assert caught.value.unsupported


def test_without_being_asked_for_a_tensor_is_not_data(ask: Ask) -> None:
    """A suite that wants plain data is told of a tensor, as before."""
    with pytest.raises(SubmissionError) as caught:
        ask("import torch\ndef f(x):\n    return torch.zeros(2)\n", 0)
    assert "Tensor" == caught.value.found


def test_a_gradient_comes_with_the_loss(ask: Ask) -> None:
    """`then="gradients"` differentiates a loss with respect to the first argument."""
    got = ask("def f(x):\n    return (x * x).sum()\n", np.array([1.0, 3.0]), then="gradients")
    assert isinstance(got, dict)
    assert (10.0, [2.0, 6.0]) == (got["value"].values.item(), got["gradients"][0].values.tolist())


def test_a_loss_without_a_graph_has_no_gradient(ask: Ask) -> None:
    """A number made into a tensor again is a value, and its gradient is None."""
    source = "import torch\ndef f(x):\n    return torch.tensor((x * x).sum().item())\n"
    got = ask(source, np.array([1.0, 3.0]), then="gradients")
    assert isinstance(got, dict)
    assert (10.0, [None], [False]) == (got["value"].values.item(), got["gradients"], got["attached"])


def test_gradients_of_several_arguments(ask: Ask) -> None:
    """Of a tuple it is the first item's gradients, each of its elements weighed by its place, and which are attached."""
    source = "def f(x, y=None):\n    return x * y, x.detach(), 'no tensor'\n"
    got = ask(source, np.array([1.0, 3.0]), np.array([5.0, 7.0]), then="gradients", of=(0, 1))
    assert isinstance(got, dict)
    assert [[5.0, 14.0], [1.0, 6.0]] == [gradient.values.tolist() for gradient in got["gradients"]]
    assert [True, False, False] == got["attached"]


def test_arguments_after_a_call_beside_what_matters_of_its_result(ask: Ask) -> None:
    """`then="arguments"` shows them as the call left them, None for an asset; `keep` is about the result."""
    source = "def f(x, y=None):\n    y.append(x.random() >= 0)\n    return {'a': 1, 'b': object()}\n"
    got = ask(source, Seeded("draw", 7), [0], then="arguments", keep=("a",))
    assert {"value": {"a": 1}, "arguments": [None, [0, True]]} == got


def test_a_seeded_generator_and_a_function_arrive_anew_in_each_call(ask: Ask) -> None:
    """A generator begins at its seed in each call; a function of ours is there to be called, and remembers nothing."""
    draw = Seeded("draw", 7)
    source = "def f(x, y=None):\n    return [x.random(), x.random()]\n"
    here = random.Random(7)
    assert [[here.random(), here.random()]] * 2 == [ask(source, draw), ask(source, draw)]
    counting = Function("count", "seen = []\ndef count(item):\n    seen.append(item)\n    return len(seen)\n")
    assert [2, 2] == [ask("def f(x, y=None):\n    x(y)\n    return x(y)\n", counting, "a") for _ in range(2)]


def test_a_forged_array_ends_the_check(ask: Ask) -> None:
    """A dict that claims to be an array and is not ends the check as a broken protocol, not the judge."""
    for forged in ("{'$array': b'', 'type': 'Tensor', 'dtype': 'float32'}", "{'$array': 1}", "{'$array': b'x' * 99}"):
        with pytest.raises(CheckEnded) as caught:
            ask(f"def f(x):\n    return {forged}\n", 0, arrays=True)
        assert "bad_frame" == caught.value.reason


HEADER = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda n, b: struct.pack("<Q", n) + b, st.integers(0, 2**64 - 1), st.binary(max_size=99)),
)


@given(data=HEADER)
def test_any_bytes_are_an_array_or_an_error(data: bytes) -> None:
    """Malformed safetensors never end the judge."""
    try:
        load(data)
    except BadArray:
        return


@pytest.mark.parametrize(
    "header",
    [
        {"": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 4]}},
        {"": {"dtype": "F32", "shape": [1], "data_offsets": [0, 2**50]}},
        {"": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}},
        {"": {"dtype": "PICKLE", "shape": [1], "data_offsets": [0, 4]}},
        {"": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}},
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}},
    ],
)
def test_headers_that_lie_are_refused(header: dict[str, object]) -> None:
    """Sizes, offsets, dtypes and names are held against the bytes that are there."""
    data = packed(json.dumps(header), b"\0\0\0\0")
    with pytest.raises(BadArray):
        from_wire({MARK: data, "type": "Tensor", "dtype": "float32"})


def packed(header: str | bytes, data: bytes = b"") -> bytes:
    """Safetensors bytes with any header."""
    body = header if isinstance(header, bytes) else header.encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(body)) + body + data


def entry(begin: int, end: int, shape: object = None, **more: object) -> dict[str, object]:
    """A header's entry of one row of float32."""
    return {"dtype": "F32", "shape": shape or [(end - begin) // 4], "data_offsets": [begin, end], **more}


EMPTY = '"%s":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}'
ODD = {
    "no bytes": b"",
    "a length of 2^60": struct.pack("<Q", 2**60) + b"{}",
    "a length beyond the end": struct.pack("<Q", 3) + b"{}",
    "no header": packed(""),
    "a list": packed("[]"),
    "not UTF-8": packed(b'{"\xff":1}'),
    "UTF-16": packed("{}".encode("utf-16")),
    "a key twice": packed("{" + ",".join([EMPTY % "a"] * 2) + "}"),
    "a field twice": packed('{"a":{"dtype":"F32","dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
    "an empty tensor of 2^62": packed(json.dumps({"a": entry(0, 0, [0, 2**62])})),
    "an empty tensor beyond NumPy": packed(json.dumps({"a": entry(0, 0, [0, *[2**23] * 7])})),
    "9 dimensions": packed(json.dumps({"a": entry(0, 4, [1] * 9)}), b"\0" * 4),
    "a bool for a size": packed('{"a":{"dtype":"F32","shape":[true],"data_offsets":[0,4]}}', b"\0" * 4),
    "a float for a size": packed('{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', b"\0" * 4),
    "a size of 5000 digits": packed('{"a":{"dtype":"F32","shape":[%s],"data_offsets":[0,4]}}' % ("1" * 5000)),
    "three offsets": packed('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}', b"\0" * 4),
    "NaN": packed('{"a":NaN}'),
    "Infinity": packed('{"__metadata__":{"a":Infinity}}'),
    "one field more": packed(json.dumps({"a": entry(0, 4, pickle="x")}), b"\0" * 4),
    "one field less": packed('{"a":{"dtype":"F32","shape":[0]}}'),
    "overlap": packed(json.dumps({"a": entry(0, 8), "b": entry(4, 12)}), b"\0" * 12),
    "the same bytes": packed(json.dumps({"a": entry(0, 4), "b": entry(0, 4)}), b"\0" * 4),
    "a hole": packed(json.dumps({"a": entry(0, 4), "b": entry(8, 12)}), b"\0" * 12),
    "a hole before": packed(json.dumps({"a": entry(4, 8)}), b"\0" * 8),
    "bytes left over": packed(json.dumps({"a": entry(0, 4)}), b"\0" * 5),
    "bytes missing": packed(json.dumps({"a": entry(0, 4)}), b"\0" * 3),
    "offsets backwards": packed(json.dumps({"a": entry(4, 0, [0])}), b"\0" * 4),
    "white space of 2 MiB": packed("{}" + " " * 2**21),
    "too many tensors": packed("{" + ",".join(EMPTY % n for n in range(2001)) + "}"),
    "deep metadata": packed('{"__metadata__":' + "[" * 200_000 + "]" * 200_000 + "}"),
    "metadata of 100 kB": packed(json.dumps({"__metadata__": {"a": "x" * 100_000}})),
    "metadata that are no texts": packed('{"__metadata__":{"a":1}}'),
    "metadata that are no dict": packed('{"__metadata__":[]}'),
    "a lone surrogate": packed("{" + EMPTY % "\\ud800" + "}"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_headers_are_refused(name: str) -> None:
    """What no honest writer makes is refused, also where the library would take it, and at little cost."""
    with pytest.raises(BadArray):
        load(ODD[name])


def test_sober_files_are_read() -> None:
    """Metadata, padding, an empty tensor and another order of names are fine."""
    header = {"__metadata__": {"format": "pt"}, "b": entry(4, 12), "a": entry(0, 4), "c": entry(12, 12, [0, 3])}
    arrays = load(packed(json.dumps(header) + "   ", struct.pack("<fff", 1, 2, 3)))
    assert {"a": [1.0], "b": [2.0, 3.0], "c": []} == {name: values.tolist() for name, values in arrays.items()}


HEADERS = st.dictionaries(
    st.sampled_from(["a", "b", "", "__metadata__"]),
    st.fixed_dictionaries(
        {
            "dtype": st.sampled_from(["F32", "BF16", "BOOL", "I64", "C64", 1]),
            "shape": st.lists(st.sampled_from([0, 1, 2, 2**31, 2**62, -1, True, 1.5]), max_size=3),
            "data_offsets": st.lists(st.integers(0, 16), min_size=1, max_size=3),
        }
    )
    | st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    max_size=3,
)


@settings(
    suppress_health_check=[HealthCheck.too_slow]
)  # the first text of a fresh checkout builds a table of characters
@given(header=HEADERS, data=st.binary(max_size=16))
def test_headers_that_look_right_are_arrays_or_an_error(header: dict[str, object], data: bytes) -> None:
    """What passes the check passes the library: the two agree on what a file holds."""
    try:
        arrays = load(packed(json.dumps(header), data))
    except BadArray:
        return
    assert header.keys() - {"__metadata__"} == arrays.keys()
    assert len(data) == sum(values.nbytes for values in arrays.values())


def test_round_trip() -> None:
    """Named arrays come back as they went; lists of arrays are marked one by one."""
    arrays = {"a": np.ones((2, 2), np.float32), "b": np.array([1, 2])}
    assert {name: values.tolist() for name, values in arrays.items()} == {
        name: values.tolist() for name, values in load(save(arrays)).items()
    }
    assert [MARK] == list(to_wire([arrays["a"]])[0])
