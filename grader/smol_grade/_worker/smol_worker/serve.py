"""Answer the judge's requests, one after the other, in the interpreter that runs the learner's file.

Requests `{id, op, …}`: `hello` shows that the worker lives, `load` compiles and runs the file, `asset` brings an object
that calls may name, `call` calls a function and may carry out a procedure on what it returns (`then`), `render` renders
conversations with a chat template. Replies `{id, ok}` or `{id, err: {type, message, line, kinds}}`. Frames are a
big-endian u32 length and msgpack.
"""

from __future__ import annotations

import difflib
import inspect
import os
import struct
import sys
import types
from collections.abc import Callable
from typing import Any

import msgpack

from . import arrays, assets, rich, templates
from .plain import Unsupported, plain

MODULE = "submission"
MAX_TEXT = 2000

Read = Callable[[int], bytes]
Write = Callable[[bytes], int]


class Server:
    """One learner file, loaded at most once per session (a spawned worker loads it again for each check)."""

    def __init__(self, read: Read, write: Write, shared: dict[str, Any] | None = None) -> None:
        self._read = read
        self._write = write
        self._filename = "submission.py"
        self._module = types.ModuleType(MODULE)
        self._assets: dict[str, Any] = dict(shared or {})

    def run(self) -> None:
        """Serve until the judge closes the channel."""
        while True:
            request = self._receive()
            if request is None:
                return
            try:
                answer = {"id": request["id"], "ok": self._answer(request)}
            except BaseException as error:  # whatever learner code raises becomes data
                answer = {"id": request["id"], "err": self._explain(error)}
            _flush()
            self._reply(request["id"], answer)

    def _receive(self) -> dict[str, Any] | None:
        header = self._exactly(4)
        if header is None:
            return None
        body = self._exactly(struct.unpack(">I", header)[0])
        return None if body is None else msgpack.unpackb(body)

    def _exactly(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            part = self._read(min(size - len(data), 1 << 20))
            if not part:
                return None
            data += part
        return data

    def _reply(self, request_id: int, answer: dict[str, Any]) -> None:
        try:
            body = msgpack.packb(answer)
        except BaseException as error:  # lone surrogates, integers beyond 64 bits
            body = msgpack.packb({"id": request_id, "err": self._explain(error)})
        data = struct.pack(">I", len(body)) + body
        while data:
            data = data[self._write(data) :]

    def _answer(self, request: dict[str, Any]) -> Any:
        if request["op"] == "hello":
            return None
        if request["op"] == "load":
            return self._load(request)
        if request["op"] == "asset":
            self._assets[request["name"]] = assets.prepare(request["kind"], request["data"])
            return None
        if request["op"] == "render":
            tokenizer = self._assets[request["tokenizer"]]()
            asked = request["conversations"]
            return templates.render(tokenizer, request["template"], asked, tokens=request["tokens"])
        then = request["then"]
        arguments = [self._argument(value) for value in request["args"]]
        keywords = {name: self._argument(value) for name, value in request["kwargs"].items()}
        if then is not None and then["name"] == "gradients":
            for number in then["of"]:
                arguments[number].requires_grad_()
        result = getattr(self._module, request["function"])(*arguments, **keywords)
        if then is None:
            return plain(result, request["keep"], with_arrays=request["arrays"])
        if then["name"] == "arguments":
            result = plain(result, request["keep"], with_arrays=request["arrays"])
            arguments = [
                None if _is_asset(sent) else here for sent, here in zip(request["args"], arguments, strict=True)
            ]
        then["using"] = [self._argument(value) for value in then["using"]]
        return plain(rich.finish(then["name"], then, result, arguments), with_arrays=request["arrays"])

    def _argument(self, value: Any) -> Any:
        if _is_asset(value):
            return self._assets[value["$asset"]]()
        if type(value) is dict and value.keys() == {arrays.MARK}:
            return arrays.unpack(value)
        if type(value) is list:
            return [self._argument(item) for item in value]
        return value

    def _load(self, request: dict[str, Any]) -> dict[str, Any]:
        self._filename = request["filename"]
        self._module = types.ModuleType(MODULE)
        self._module.__file__ = self._filename
        sys.modules[MODULE] = self._module
        exec(compile(request["source"], self._filename, "exec", dont_inherit=True), self._module.__dict__)
        return self._look_up(request["function"], request["arity"], request["keywords"])

    def _look_up(self, function: str, arity: int, keywords: list[str]) -> dict[str, Any]:
        found = getattr(self._module, function, None)
        names = [n for n, v in vars(self._module).items() if callable(v) and not n.startswith("_")]
        signature, binds = "", True
        if callable(found):
            try:
                form = inspect.signature(found)
                signature = str(form)[:200]
                form.bind(*([None] * arity), **dict.fromkeys(keywords))
            except TypeError:
                binds = False
            except ValueError:  # a built-in without a signature
                pass
        return {
            "found": callable(found),
            "close": difflib.get_close_matches(function, names, 3, 0.6),
            "signature": signature,
            "binds": binds,
        }

    def _explain(self, error: BaseException) -> dict[str, Any]:
        if isinstance(error, rich.Unfit):
            error = Unsupported("result", str(error), f"a {error}")
        if isinstance(error, Unsupported):
            return {
                "type": "Unsupported",
                "message": _text(error.text),
                "path": _text(error.path),
                "found": _text(error.type_name),
                "line": 0,
            }
        line = error.lineno if isinstance(error, SyntaxError) and error.filename == self._filename else 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self._filename:
                line = trace.tb_lineno
            trace = trace.tb_next
        try:
            message = str(error.msg if isinstance(error, SyntaxError) else error)
        except BaseException:
            message = "<no text: its __str__ raises>"
        name = type.__getattribute__(type(error), "__name__")
        return {"type": _text(name)[:80], "message": _text(message), "line": line or 0, "kinds": _kinds(error)}


def _is_asset(value: Any) -> bool:
    return type(value) is dict and value.keys() == {"$asset"}


def _kinds(error: BaseException) -> list[str]:
    """Return the names of the built-in exceptions that an exception is one of, itself first."""
    return [kind.__name__ for kind in type.mro(type(error)) if kind.__module__ == "builtins"][:20]


def _flush() -> None:
    """Push out what learner code printed; its replacement of `sys.stdout` may do anything, hence the catch-all."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            continue


def _text(value: object) -> str:
    text = value if type(value) is str else "<not a str>"
    return text[:MAX_TEXT].encode("utf-8", "backslashreplace").decode("utf-8")


def descriptor(number: int) -> tuple[Read, Write]:
    """Return the read and write functions of a channel on a file descriptor."""
    return (lambda size: os.read(number, size)), (lambda data: os.write(number, data))
