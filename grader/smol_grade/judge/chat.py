"""What the suites about chat templates share: comparing a text with the template's, and recognising mistakes in it."""

from __future__ import annotations

import difflib
import html
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from . import detect
from .detect import Detector, Observation
from .expect import expect_key, expect_text, expect_type, mismatch, same
from .world import ChatTokenizer

Messages = list[dict[str, str]]
PUBLISHED = ("<|im_start|>", "<|im_end|>", "<|user|>", "<|assistant|>", "[INST]", "<s>", "### ")
BYTE_LEVEL = ("Ġ", "Ċ")
ALIKE = 0.9
"""Share of equal characters from which on two contents count as nearly the same."""
LONGEST = 200_000
"""Characters of the longest text that detectors look at: they have no deadline."""
WRITTEN_IDS = re.compile(r"(?:input_ids|attention_mask|token_type_ids|tensor|[][\d\s(){},:'\"])+")
"""Ids as Python writes a list, an encoding or a tensor of them, or one behind the other."""
LONG = 3000
"""Characters from which on contents are compared by white space only."""
ROLES = ("system", "user", "assistant")


def expect_rendered(result: Any, messages: Messages, tokenizer: ChatTokenizer) -> None:
    """Require `result["text"]` to be what the tokenizer's template makes of the messages."""
    expect_type(result, dict)
    expect_text(expect_key(result, "text"), tokenizer.render(messages), 'result["text"]')


def expect_messages(result: Any) -> Messages:
    """Require `result["messages"]` to be dicts with the texts `role` and `content`; return them without other keys."""
    expect_type(result, dict)
    messages = expect_key(result, "messages")
    expect_type(messages, list, 'result["messages"]')
    for index, message in enumerate(messages):
        where = f'result["messages"][{index}]'
        expect_type(message, dict, where)
        for key in ("role", "content"):
            if key not in message:
                raise mismatch("message_key", where=where, expected="{'role': …, 'content': …}", got=message, name=key)
            expect_type(message[key], str, f'{where}["{key}"]')
    return [{"role": message["role"], "content": message["content"]} for message in messages]


class ChatMistakes:
    """Detectors for functions `(row, tokenizer) -> {"text": …}`; `messages_of` tells which messages a row means."""

    def __init__(self, messages_of: Callable[[Any], Messages]) -> None:
        self._messages_of = messages_of

    def of_shape(self) -> list[Detector]:
        """Return detectors of errors and of results that are not a dict with a text."""
        return [
            Detector("looks_elsewhere", detect.unknown_name),
            Detector("gone_from_trl", detect.gone_from_trl),
            Detector("library_missing", detect.library_missing),
            Detector("loads_from_hub", detect.loads_from_hub),
            Detector("other_tokenizer", detect.without_chat_template),
            Detector("characters", detect.loops_over_characters),
            Detector("characters", detect.takes_text_for_messages),
            Detector("characters", self.turns_of_characters),
            Detector("message_keys", detect.message_without_role),
            Detector("list_around", detect.list_around_messages),
            Detector("missing_column", detect.missing_column),
            Detector("content_changed", detect.formats_content),
            Detector("nothing_returned", detect.returned_nothing),
            Detector("batch_of_ids", detect.returned_batch),
            Detector("token_ids", detect.returned_token_ids),
            Detector("token_ids", self.written_ids),
            Detector("raw_tokens", detect.returned_tokens),
            Detector("thrown_away", detect.returned_input),
            Detector("not_a_dict", detect.returned_bare),
            Detector("messages_only", self.not_rendered),
            Detector("other_key", self.under_another_key),
        ]

    def of_text(self) -> list[Detector]:
        """Return detectors of wrong texts."""
        return [
            Detector("rows_pile_up", self.earlier_rows),
            Detector("end_missing", self.end_missing),
            Detector("system_dropped", self.without_system),
            Detector("cut_off", self.cut_off),
            Detector("turns_missing", self.turns_missing),
            Detector("constant", detect.same_for_every_row),
            Detector("not_rendered", self.python_notation),
            Detector("hard_coded", self.published_tokens),
            Detector("raw_tokens", self.raw_tokens),
            Detector("special_tokens_lost", self.without_special_tokens),
            Detector("constant", self.nothing_of_the_row),
            Detector("generation_prompt", self.generation_prompt),
            Detector("text_stripped", self.stripped_text),
            Detector("added_around", self.added_around),
            Detector("roles", self.other_roles),
            Detector("content_changed", self.changed_content),
            Detector("turns_added", self.turns_added),
            Detector("order", self.reordered),
            Detector("constant", self.no_word_of_the_row),
        ]

    def under_another_key(self, seen: Observation) -> bool:
        """The right text, in a column of another name."""
        return "text" not in seen.fields and self._rendered(seen) in seen.fields.values()

    def turns_of_characters(self, seen: Observation) -> bool:
        """Many turns, and each says a single character."""
        turns = self._turns(seen)
        return len(turns) > 4 and all(len(turn["content"]) == 1 for turn in turns)

    def written_ids(self, seen: Observation) -> bool:
        """Token ids, written as a text."""
        return WRITTEN_IDS.fullmatch(_text(seen)) is not None and len(re.findall(r"\d+", _text(seen))) > 4

    def not_rendered(self, seen: Observation) -> bool:
        """Messages, and nothing that is a text: whatever is not the row's own are messages, or empty."""
        own = [value for key, value in seen.fields.items() if not same(value, seen.row.get(key))]
        rest = [value for value in own if not _are_messages(value)]
        return any(map(_are_messages, seen.fields.values())) and not any(rest)

    def python_notation(self, seen: Observation) -> bool:
        """`str()` or `json.dumps()` of the messages."""
        return re.match(r"\s*[\[{].*['\"](role|content|messages)['\"]\s*:", _text(seen), re.DOTALL) is not None

    def earlier_rows(self, seen: Observation) -> bool:
        """A row of an earlier call is in the result of this one."""
        before = [call.result["text"] for call in seen.earlier if call.error is None and call.args[0] != seen.row]
        return any(text != _text(seen) and _text(seen).startswith(text) for text in before if text)

    def raw_tokens(self, seen: Observation) -> bool:
        """The vocabulary's own signs for a space and a line break."""
        content = "".join(message["content"] for message in self._messages_of(seen.row))
        return any(sign in _text(seen) and sign not in content for sign in BYTE_LEVEL)

    def published_tokens(self, seen: Observation) -> bool:
        """Special tokens of some published model, not of the tokenizer at hand."""
        content = "".join(message["content"] for message in self._messages_of(seen.row))
        return any(_text(seen).count(token) > content.count(token) for token in PUBLISHED)

    def without_special_tokens(self, seen: Observation) -> bool:
        """Nothing marks the turns."""
        tokens = _tokenizer(seen).special_tokens
        return _text(seen) != "" and tokens.start not in _text(seen) and tokens.end not in _text(seen)

    def generation_prompt(self, seen: Observation) -> bool:
        """The header of one more assistant turn at the end."""
        prompt = f"{_tokenizer(seen).special_tokens.start}assistant\n"
        return _text(seen).rstrip().endswith(prompt.rstrip())

    def stripped_text(self, seen: Observation) -> bool:
        """White space cut off the rendered text."""
        return _text(seen) == self._rendered(seen).strip()

    def end_missing(self, seen: Observation) -> bool:
        """The last turn is left open."""
        end = _tokenizer(seen).special_tokens.end
        opened = self._rendered(seen).rstrip("\n").removesuffix(end)
        return _text(seen).rstrip() == opened.rstrip()

    def added_around(self, seen: Observation) -> bool:
        """Something before or after the rendered text, such as a second end token."""
        rendered, text = self._rendered(seen), _text(seen)
        tokens = _tokenizer(seen).special_tokens
        return any(text in (rendered + t, t + rendered, rendered.rstrip() + t) for t in tokens.all)

    def other_roles(self, seen: Observation) -> bool:
        """Roles that are none of the three."""
        parts = _text(seen).split(_tokenizer(seen).special_tokens.start)[1:]
        names = [part.partition("\n")[0] for part in parts]
        names += [message["role"] for message in seen.fields.get("messages", [])]
        return any(name not in ROLES for name in names)

    def changed_content(self, seen: Observation) -> bool:
        """As many turns, with the same roles, and content that is nearly the row's."""
        got, wanted = self._turns(seen), self._messages_of(seen.row)
        if [turn["role"] for turn in got] != [turn["role"] for turn in wanted]:
            return False
        pairs = [(turn["content"], message["content"]) for turn, message in zip(got, wanted, strict=True)]
        return _text(seen) != self._rendered(seen) and all(nearly(left, right) for left, right in pairs)

    def cut_off(self, seen: Observation) -> bool:
        """The text breaks off in the middle of a turn."""
        rendered, text = self._rendered(seen), _text(seen)
        closed = text.rstrip().endswith(_tokenizer(seen).special_tokens.end)
        return 0 < len(text) < len(rendered) and rendered.startswith(text.rstrip("\ufffd")) and not closed

    def without_system(self, seen: Observation) -> bool:
        """Everything but the system message."""
        messages = [m for m in self._messages_of(seen.row) if m["role"] != "system"]
        return _text(seen) == _tokenizer(seen).render(messages) != self._rendered(seen)

    def turns_missing(self, seen: Observation) -> bool:
        """Some of the row's turns, in their order, but not all."""
        got, left = self._turns(seen), iter(self._messages_of(seen.row))
        return 0 < len(got) < len(self._messages_of(seen.row)) and all(turn in left for turn in got)

    def turns_added(self, seen: Observation) -> bool:
        """More turns than the row has."""
        return len(self._turns(seen)) > len(self._messages_of(seen.row))

    def nothing_of_the_row(self, seen: Observation) -> bool:
        """Turns, or messages of the function's own, and none of them says what the row says, not even nearly."""
        contents = [message["content"] for message in self._messages_of(seen.row) if message["content"]]
        messages = seen.fields.get("messages", [])
        said = [] if same(messages, seen.row.get("messages")) else [message["content"] for message in messages]
        text = seen.fields.get("text")
        turns = [turn["content"] for turn in self._turns(seen)] if type(text) is str else []
        return bool(contents) and any(found and not _related(found, contents) for found in (said, turns))

    def no_word_of_the_row(self, seen: Observation) -> bool:
        """No text of the row is in the result."""
        contents = [message["content"] for message in self._messages_of(seen.row) if message["content"]]
        said = _text(seen) + "".join(message["content"] for message in seen.fields.get("messages", []))
        return bool(contents) and not any(content in said for content in contents)

    def no_text(self, seen: Observation) -> bool:
        """A dict without a text under the key."""
        return seen.error is None and bool(seen.fields) and type(seen.fields.get("text")) is not str

    def reordered(self, seen: Observation) -> bool:
        """The same turns in another order."""
        rendered = self._rendered(seen)
        return _text(seen) != rendered and sorted(_text(seen)) == sorted(rendered)

    def _turns(self, seen: Observation) -> Messages:
        """The closed turns of the text."""
        start, end, _ = _tokenizer(seen).special_tokens.all
        turns: Messages = []
        for part in _text(seen).split(start)[1:]:
            role, _, rest = part.partition("\n")
            content, closed, _ = rest.partition(end)
            if closed:
                turns.append({"role": role, "content": content})
        return turns

    def _rendered(self, seen: Observation) -> str:
        return _tokenizer(seen).render(self._messages_of(seen.row))


def shown_labels(labels: Sequence[int], tokenizer: ChatTokenizer) -> str:
    """Return labels as text: what is learnt, and how many tokens are masked between."""
    from .llama import IGNORED  # needs NumPy, which suites about texts do without

    runs = [(masked, list(run)) for masked, run in itertools.groupby(labels, lambda label: label == IGNORED)]
    return " ".join(f"[{IGNORED} × {len(run)}]" if masked else tokenizer.decode(run) for masked, run in runs)


def nearly(left: str, right: str) -> bool:
    """Return whether two texts differ only a little: in white space, case, signs, Unicode form or a few characters."""
    plain = [
        re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", html.unescape(text))).lower() for text in (left, right)
    ]
    return plain[0] == plain[1] or difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() > ALIKE


def _related(found: Sequence[str], contents: Sequence[str]) -> bool:
    """Return whether some of the texts that were found is one of the contents, a part of it, more than it, or alike."""
    pairs = [(text, content) for text in found if text for content in contents]
    if any(text in content or content in text for text, content in pairs):
        return True
    return any(max(len(text), len(content)) <= LONG and nearly(text, content) for text, content in pairs)


def _are_messages(value: Any) -> bool:
    """Return whether a value is a list of dicts with role and content."""
    return (
        type(value) is list and value != [] and all(type(m) is dict and {"role", "content"} <= m.keys() for m in value)
    )


def _text(seen: Observation) -> str:
    """Return the text of the result; a result without one is not this detector's mistake."""
    text = seen.fields["text"]
    if type(text) is not str or len(text) > LONGEST:
        raise TypeError("no text, or one that no mistake known here makes")
    return text


def _tokenizer(seen: Observation) -> ChatTokenizer:
    tokenizer: ChatTokenizer = next(value for value in seen.args if isinstance(value, ChatTokenizer))
    return tokenizer
