"""The chat template of a submission: that it renders, soon and briefly, all that it is given and nothing else.

Jinja's sandbox keeps a template from running code, not from cheating: a template can know questions and write their
answers into the prompt, render 300 MB from twenty characters, or loop for minutes. What is compared is what it renders:
between two conversations of one form, nothing may differ but the contents, in their places.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

from .gate_json import Finding, Found, finding, read_object, read_text, shown
from .gate_probes import CONVERSATIONS, Conversation, contents, forms
from .gate_template_code import ANSWER, Code, read_code, words
from .gate_watched import watched

FILE, OLD_FILE, CONFIG = "chat_template.jinja", "chat_template.json", "tokenizer_config.json"
MORE = "additional_chat_templates."
RENDER_S = 2.0
"""Of one conversation; an honest template takes a ten-thousandth."""
PIECES = 20_000
"""Pieces in which a template may write one conversation."""
LONGEST_LOOP = 2000
DAY = "01 January 2026"


class _Slow(BaseException):
    """A rendering takes too long. No `Exception`: nothing in the template library may go on after it."""


def examine(folder: str, limits: dict[str, int], special: dict[str, str], adapter: bool) -> dict[str, Any]:
    """Return `findings` and the `sha256` of the template that is used by default.

    `special` are the texts of the special tokens by place, as the tokenizer's stage has told.
    """
    try:
        templates = _templates(folder, limits)
    except Found as found:
        return {"findings": [found.finding]}
    if "default" not in templates:
        bare = adapter and not templates and "tokenizer.json" not in os.listdir(folder)
        return {"findings": [] if bare else [finding("no_chat_template")]}
    findings: list[Finding] = []
    for text in dict.fromkeys(templates.values()):
        for one in _one(text, special, limits):
            if one["code"] not in [known["code"] for known in findings]:
                findings.append(one)
    return {"findings": findings, "sha256": hashlib.sha256(templates["default"].encode()).hexdigest()}


def _templates(folder: str, limits: dict[str, int]) -> dict[str, str]:
    """Return the templates by name, `default` among them; everything that transformers would find."""
    names = os.listdir(folder)
    found: dict[str, str] = {}
    if CONFIG in names:
        found |= _named(read_object(folder, CONFIG, limits["tokenizer_config_bytes"]).get("chat_template"), CONFIG)
    if OLD_FILE in names:
        found |= _also(
            found,
            _named(read_object(folder, OLD_FILE, limits["tokenizer_config_bytes"]).get("chat_template"), OLD_FILE),
        )
    if FILE in names:
        found |= _also(found, {"default": read_text(folder, FILE, limits["template_file_bytes"])})
    for name in sorted(names):
        if name.startswith(MORE):
            found[name] = read_text(folder, name, limits["template_file_bytes"])
    if len(found) > limits["templates"]:
        raise Found("too_many_templates", count=len(found), most=limits["templates"])
    for text in found.values():
        if len(text) > limits["template_file_bytes"]:
            raise Found("template_too_large")
    return found


def _also(known: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """Return what was found, and under another name the default that it takes the place of: both are examined."""
    if "default" in known and "default" in found:
        return {f"default {len(known)}": known["default"], **found}
    return found


def _named(value: object, file: str) -> dict[str, str]:
    """Return templates by name: one text, or a list of objects with `name` and `template`."""
    if value is None:
        return {}
    if type(value) is str:
        return {"default": value}
    if type(value) is not list:
        raise Found("template_broken", problem=f"{file}: chat_template")
    found = {}
    for entry in value:
        name, text = (entry.get("name"), entry.get("template")) if type(entry) is dict else (None, None)
        if type(name) is not str or type(text) is not str or name in found:
            raise Found("template_broken", problem=f"{file}: chat_template")
        found[name] = text
    return found


class Renderer:
    """A template, compiled as transformers compiles it, that renders within limits."""

    def __init__(self, text: str, special: dict[str, str], limits: dict[str, int]) -> None:
        self._special = special
        self._most = limits["render_chars"]
        self._template = environment().from_string(text)

    def keys(self, messages: Conversation, *, prompt: bool) -> tuple[list[str], list[str]]:
        """Return what the template looks for in the contents, and what else it does with them."""
        keys: list[str] = []
        odd: list[str] = []
        seen = [{"role": one["role"], "content": watched(one["content"], keys, odd)} for one in messages]
        self.render(seen, prompt=prompt)
        return keys, odd

    def render(self, messages: Conversation, *, prompt: bool) -> str:
        """Return the text of a conversation; raise `Found` when the template does not give one."""
        from jinja2.exceptions import SecurityError

        _wind(RENDER_S)
        try:
            given = [dict(message) for message in messages]
            return self._write(given, prompt)
        except Found:
            raise
        except _Slow:
            raise Found("template_too_slow") from None
        except MemoryError:
            raise Found("template_too_large") from None
        except SecurityError as error:
            raise Found("template_attacks", problem=str(error)) from None
        except Exception as error:
            raise Found("template_broken", problem=f"{type(error).__name__}: {error}") from None
        finally:
            _wind(0)

    def _write(self, messages: list[dict[str, str]], prompt: bool) -> str:
        pieces: list[str] = []
        size = 0
        given = {"messages": messages, "tools": None, "documents": None, "add_generation_prompt": prompt}
        for piece in self._template.generate(**given, **self._special):
            size += len(piece)
            pieces.append(piece)
            if size > self._most or len(pieces) > PIECES:
                raise Found("template_too_large")
        text = "".join(pieces)
        text.encode("utf-8")  # a lone surrogate, which no tokenizer takes, is a template that does not render
        return text


def _wind(seconds: float) -> None:
    """Set the alarm, or with 0 switch it off; where there is none (Windows), the session's deadline has to do."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _stop(*_: object) -> None:
    raise _Slow


def environment() -> Any:
    """Return a Jinja environment as in transformers: immutable, sandboxed, with its tags, filters and functions."""
    from jinja2 import ext, nodes
    from jinja2.exceptions import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(ext.Extension):
        """The block that marks what the assistant has said."""

        tags = {"generation"}

        def parse(self, parser: Any) -> nodes.Node:
            """Take the block as if it were not there."""
            line = next(parser.stream).lineno
            body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
            return nodes.Scope(body, lineno=line)

    def refuse(message: object) -> None:
        raise TemplateError(str(message))

    def tojson(value: Any, ensure_ascii: bool = False, indent: Any = None, **more: Any) -> str:
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, **more)

    def bounded(*arguments: int) -> range:
        numbers = range(*arguments)
        if len(numbers) > LONGEST_LOOP:
            raise Found("template_too_slow")
        return numbers

    made = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, ext.loopcontrols]
    )
    made.filters["tojson"] = tojson
    del made.globals["lipsum"]  # text at random
    made.globals |= {"raise_exception": refuse, "strftime_now": lambda _form: DAY, "range": bounded}
    return made


def _one(text: str, special: dict[str, str], limits: dict[str, int]) -> list[Finding]:
    """Return what is wrong with one template: the first thing that breaks it, or that it adds content."""
    if len(text) > limits["template_bytes"]:
        return [finding("template_adds_content", problem=f"{len(text)} characters")]
    try:
        code = _read(text)
        renderer = Renderer(text, special, limits)
        _check_form(renderer, special)
    except Found as found:
        return [found.finding]
    except MemoryError:
        return [finding("template_too_large")]
    except Exception as error:  # what the compiler says: too deeply nested, too many blocks
        return [finding("template_broken", problem=f"{type(error).__name__}: {error}")]
    try:
        problem = code.suspicion(limits) or next(_differences(renderer, code, limits), "")
    except Found as found:
        return [found.finding]
    return [finding("template_adds_content", problem=problem)] if problem else []


def _read(text: str) -> Code:
    from jinja2.exceptions import TemplateSyntaxError

    try:
        return read_code(environment().parse(text))
    except TemplateSyntaxError as error:
        raise Found("template_broken", problem=f"line {error.lineno}: {error.message}") from None
    except RecursionError:
        raise Found("template_broken", problem="nested too deeply") from None


def _check_form(renderer: Renderer, special: dict[str, str]) -> None:
    """Raise `Found` unless every role's content is there, in order, and turns begin and end as they should."""
    for conversation in CONVERSATIONS:
        text = renderer.render(conversation, prompt=conversation[-1]["role"] == "user")
        end = 0
        for message in conversation:
            at = text.find(message["content"], end)
            if at < 0:
                raise Found("template_drops_content", role=message["role"])
            end = at + len(message["content"])
    asked, answered = CONVERSATIONS[0], CONVERSATIONS[1]
    prompt, bare = renderer.render(asked, prompt=True), renderer.render(asked, prompt=False)
    if prompt == bare or not prompt.startswith(bare):
        raise Found("template_no_generation_prompt")
    whole = renderer.render(answered, prompt=False)
    if not whole.startswith(prompt):
        raise Found("template_prompt_not_prefix")
    end_token = special.get("eos_token")
    if end_token is not None and end_token not in whole[whole.index(answered[-1]["content"]) :]:
        raise Found("template_no_end", found=end_token)


def _differences(renderer: Renderer, code: Code, limits: dict[str, int]) -> Iterator[str]:
    """Yield where two renderings of one form differ in more than the contents, or what the fixed text has too much."""
    for form in forms(code.numbers):
        prompt = form[-1]["role"] == "user"
        keys, odd = renderer.keys(form, prompt=prompt)
        yield from odd
        pieces = _pieces(renderer.render(form, prompt=prompt), form)
        if pieces is None:
            yield "a message is written twice"
            return
        fixed = "".join(pieces)
        if ANSWER.search(fixed):
            yield shown(fixed)
        constants = dict.fromkeys([*words(keys), *code.constants()])
        for conversation in contents(form, list(constants)[: limits["probe_constants"]], code.numbers):
            expected = pieces[0] + "".join(
                message["content"] + piece for message, piece in zip(conversation, pieces[1:], strict=True)
            )
            found = renderer.render(conversation, prompt=prompt)
            if found != expected:
                yield _first_difference(expected, found)
                return


def _pieces(text: str, form: Conversation) -> list[str] | None:
    """Return what stands before, between and after the contents; None when one of them stands there twice."""
    pieces = []
    for message in form:
        before, found, text = text.partition(message["content"])
        if not found or message["content"] in text:
            return None
        pieces.append(before)
    return [*pieces, text]


def _first_difference(expected: str, found: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), min(len(expected), len(found))
    )
    return shown(found[max(at - 10, 0) : at + 60])
