"""Hidden suite of exercise 1.3. The oracle is ChatML's Jinja template with the two published tokens, in the judge."""

import functools
import random
import re
from collections import Counter

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from smol_grade.judge import detect, rows, world
from smol_grade.judge.chat import LONGEST, ROLES, nearly
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_text, expect_type

NAME = "render_chatml"
START, END = "<|im_start|>", "<|im_end|>"
PROMPT = f"{START}assistant\n"
AWKWARD = (
    *rows.AWKWARD,
    "{role} and {content} and {0}",
    "100 % of $content, %s and ${x}",
    "{{ messages[0]['content'] }}{% for m in messages %}{# no #}",
    f"{START}assistant\nsure{END}\n",
    "\\n and \\t stay as they are",
)
OTHER_ROLES = ("human", "User", "assistent", "bot")


@functools.cache
def _template():
    source = world.CHATML.replace("START", f"'{START}'").replace("END", f"'{END}'")
    return ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(source)


def chatml(messages, add_generation_prompt=False):
    """Return what the template makes of the messages."""
    return _template().render(messages=messages, add_generation_prompt=add_generation_prompt)


def _say(role, content):
    return {"role": role, "content": content}


def _conversations(draw: random.Random):
    """Return conversations from short to long: each role first, last and alone, roles in a row, a system message late."""
    question, answer, system = (draw.choice(texts) for texts in (rows.QUESTIONS, rows.ANSWERS, rows.SYSTEMS))
    ask, reply, instruct = _say("user", question), _say("assistant", answer), _say("system", system)
    more = _say("user", draw.choice(rows.QUESTIONS))
    long = [_say(draw.choice(ROLES), draw.choice(rows.ANSWERS)) for _ in range(draw.randint(6, 9))]
    return [
        [ask],
        [ask, reply],
        [instruct, ask],
        [instruct, ask, reply, more],
        [reply, ask, reply],
        [ask, more, reply, reply],
        [ask, instruct, more, ask, reply],
        [instruct],
        [instruct, ask, reply, more, reply, ask, reply, instruct],
        long,
    ]


# What went wrong


def _messages(seen):
    return seen.args[0]


def _asked(seen):
    return len(seen.args) > 1 and seen.args[1] is True


def _wanted(seen):
    return chatml(_messages(seen), _asked(seen))


def _text(seen):
    """Return the text, where the messages are good ones and the text is not what they give."""
    if type(seen.result) is not str or len(seen.result) > LONGEST or seen.result == _wanted(seen):
        raise TypeError("no wrong text")
    return seen.result


def _own(seen, part):
    """Return how often a part of the text comes from the template and not from the contents."""
    return _text(seen).count(part) - sum(message["content"].count(part) for message in _messages(seen))


def _turns(seen):
    """Return role and content of the turns that the text has, closed or not."""
    turns = []
    for part in _text(seen).split(START)[1:]:
        role, _, rest = part.partition("\n")
        turns.append((role, rest.partition(END)[0]))
    return turns


def _said(seen):
    return [(message["role"], message["content"]) for message in _messages(seen)]


def _bad(seen):
    """Return what is wrong with the messages of the call: "empty", "role", "content" or nothing."""
    messages = _messages(seen)
    if not messages:
        return "empty"
    if any(message["role"] not in ROLES for message in messages):
        return "role"
    return "content" if any(type(message["content"]) is not str for message in messages) else ""


def _accepts(what):
    return lambda seen: seen.error is None and _bad(seen) == what


def _raises_other(seen):
    kinds = {"empty": "ValueError", "role": "ValueError", "content": "TypeError"}
    wanted = kinds.get(_bad(seen))
    return seen.error is not None and wanted is not None and wanted not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    raised = seen.error is not None and {seen.error.type, *seen.error.kinds} & {"ValueError", "TypeError"}
    return bool(raised) and not seen.error.unsupported and not _bad(seen)


def _result(seen):
    """Return what the function returned, also where the messages were looked at beside it."""
    return seen.result["value"] if seen.fields.keys() == {"value", "arguments"} else seen.result


def _changed_messages(seen):
    return seen.fields.get("arguments", [_messages(seen)])[0] != _messages(seen)


def _earlier_rows(seen):
    """The text of other messages stands before that of these."""
    others = [call.result for call in seen.earlier if call.args[0] != _messages(seen) and type(call.result) is str]
    added = len(_text(seen)) > len(_wanted(seen)) and _text(seen).endswith(_wanted(seen))
    return added and any(other and _text(seen).startswith(other) for other in others)


def _constant(seen):
    """Other messages gave the same text, or nothing of the messages is in it."""
    same = any(call.args[0] != _messages(seen) and call.result == _text(seen) for call in seen.earlier)
    words = [word for _, content in _said(seen) for word in re.findall(r"\w{3,}", content)]
    return same or (bool(words) and not any(word in _text(seen) for word in words))


def _literal_backslash(seen):
    return _own(seen, "\\n") > 0 and _own(seen, "\n") < _wanted(seen).count("\n")


def _other_tokens(seen):
    return _text(seen) != "" and (
        _own(seen, START) == 0 or (_own(seen, END) == 0 and _own(seen, "<|") > _own(seen, START))
    )


def _end_missing(seen):
    last = chatml(_messages(seen)).removesuffix(f"{END}\n")
    nowhere = _own(seen, END) == 0 and _own(seen, START) > 0
    return nowhere or _text(seen).rstrip() == last.rstrip() or _text(seen).startswith(last + START)


def _prompt_missing(seen):
    return _asked(seen) and _text(seen) == chatml(_messages(seen))


def _prompt_unasked(seen):
    return not _asked(seen) and _text(seen).rstrip().removesuffix(END).endswith(PROMPT.rstrip())


def _prompt_rest(seen):
    """Return what stands after right turns where the prompt should stand."""
    turns = chatml(_messages(seen))
    if not _asked(seen) or not _text(seen).startswith(turns):
        raise TypeError("the turns are wrong")
    return _text(seen)[len(turns) :]


def _prompt_closed(seen):
    return _prompt_rest(seen).startswith(START) and END in _prompt_rest(seen)


def _prompt_line_break(seen):
    return _prompt_rest(seen).rstrip() == PROMPT.rstrip()


def _header_line_break(seen):
    headers = [START + role for role, _ in _said(seen)]
    return all(header in _text(seen) for header in headers) and any(f"{h}\n" not in _text(seen) for h in headers)


def _end_line_break(seen):
    turns = len(_messages(seen))
    return _own(seen, END) >= turns > _own(seen, f"{END}\n")


def _extra_line_break(seen):
    squeezed = [text.replace("\n", "") for text in (_text(seen), _wanted(seen))]
    return squeezed[0] == squeezed[1] and _text(seen).count("\n") > _wanted(seen).count("\n")


def _system_dropped(seen):
    others = [message for message in _messages(seen) if message["role"] != "system"]
    return len(others) < len(_messages(seen)) and _text(seen) == chatml(others, _asked(seen))


def _system_added(seen):
    return _text(seen).startswith(f"{START}system\n") and _text(seen).endswith(_wanted(seen))


def _turns_missing(seen):
    got = _turns(seen)[: -1 if _asked(seen) else None]
    left = iter(_said(seen))
    return 0 < len(got) < len(_said(seen)) and all(turn in left for turn in got)


def _turns_added(seen):
    return len(_turns(seen)) > len(_said(seen)) + _asked(seen)


def _order(seen):
    return Counter(_turns(seen)) == Counter([*_said(seen), *[("assistant", "")] * _asked(seen)])


def _roles(seen):
    got = _turns(seen)[: len(_said(seen))]
    return [content for _, content in got] == [content for _, content in _said(seen)] and any(
        left != right for (left, _), (right, _) in zip(got, _said(seen), strict=True)
    )


def _content_changed(seen):
    """As many turns, with the same roles, and contents that are nearly the same."""
    wanted = [turn for turn in _said(seen) if END not in turn[1] and START not in turn[1]]
    got = _turns(seen)[: len(_said(seen))]
    if [role for role, _ in got] != [role for role, _ in _said(seen)] or len(wanted) < len(got):
        return nearly(_text(seen), _wanted(seen))
    return all(nearly(left, right) for (_, left), (_, right) in zip(got, wanted, strict=True))


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("raises_other", _raises_other),
    Detector("accepts_empty", _accepts("empty")),
    Detector("accepts_role", _accepts("role")),
    Detector("accepts_content", _accepts("content")),
    Detector("content_changed", detect.formats_content),
    Detector("refuses_good", _refuses_good),
    Detector("nothing_returned", lambda seen: seen.error is None and _result(seen) is None),
    Detector("not_a_text", lambda seen: seen.error is None and type(_result(seen)) in (list, dict, bytes)),
    Detector("messages_changed", _changed_messages),
    Detector("prompt_missing", _prompt_missing),
    Detector("prompt_closed", _prompt_closed),
    Detector("prompt_line_break", _prompt_line_break),
    Detector("generation_prompt", _prompt_unasked),
    Detector("rows_pile_up", _earlier_rows),
    Detector("literal_backslash", _literal_backslash),
    Detector("other_tokens", _other_tokens),
    Detector("system_dropped", _system_dropped),
    Detector("system_added", _system_added),
    Detector("end_missing", _end_missing),
    Detector("header_line_break", _header_line_break),
    Detector("extra_line_break", _extra_line_break),
    Detector("end_line_break", _end_line_break),
    Detector("order", _order),
    Detector("turns_missing", _turns_missing),
    Detector("turns_added", _turns_added),
    Detector("roles", _roles),
    Detector("content_changed", _content_changed),
    Detector("constant", _constant),
]


# Checks


@pytest.mark.check(NAME, points=3, hint="form", promise="the turns of all messages")
def test_turns(submission, draw):
    r"""The text is one turn a message, <|im_start|>ROLE\nCONTENT<|im_end|>\n, and nothing else."""
    conversations = _conversations(draw)
    for messages in [*conversations, conversations[0]]:
        expect_text(submission.call(NAME, messages), chatml(messages), "result")
    expect_text(submission.call(NAME, conversations[1], False), chatml(conversations[1]), "result")


@pytest.mark.check(NAME, points=2, hint="prompt", promise="the header of one more assistant turn")
def test_generation_prompt(submission, draw):
    r"""With add_generation_prompt=True the header <|im_start|>assistant\n follows, whatever the last message is."""
    for messages in _conversations(draw):
        expect_text(submission.call(NAME, messages, True), chatml(messages, True), "result")


@pytest.mark.check(NAME, points=2, hint="content_changed", promise="Each content is copied verbatim")
def test_content_verbatim(submission, draw):
    """Spaces, line breaks, braces, percent signs, special tokens and empty contents arrive unchanged."""
    for text in sorted(draw.sample(AWKWARD, k=len(AWKWARD)), key=len):
        messages = [_say(role, text) for role in ("system", "user", "assistant")]
        prompt = draw.random() < 0.5
        expect_text(submission.call(NAME, messages, prompt), chatml(messages, prompt), "result")


@pytest.mark.check(NAME, points=2, hint="raises_other", promise="there are no messages, or a role is none of the three")
def test_bad_messages(submission, draw):
    """It raises ValueError for no messages and for an unknown role, and TypeError for a content that is not a str."""
    good = draw.choice(_conversations(draw)[1:5])
    for prompt in (False, True):
        expect_raises("ValueError", lambda prompt=prompt: submission.call(NAME, [], prompt))
    for role in draw.sample(OTHER_ROLES, k=len(OTHER_ROLES)):
        for messages in ([_say(role, "Hi")], [*good, _say(role, "Hi")], [_say(role, "Hi"), *good]):
            expect_raises("ValueError", lambda messages=messages: submission.call(NAME, messages))
    for content in (None, draw.randint(0, 99), [draw.choice(rows.QUESTIONS)]):
        for messages in (
            [_say("user", content)],
            [*good, _say("assistant", content)],
            [_say("system", content), *good],
        ):
            expect_raises("TypeError", lambda messages=messages: submission.call(NAME, messages))


@pytest.mark.check(
    NAME, points=1, hint="messages_changed", promise="The list and the dicts in it are left as they are."
)
def test_messages_unchanged(submission, draw):
    """The list of messages and the dicts in it are the same after the call as before."""
    for messages in _conversations(draw)[:5]:
        for prompt in (False, True):
            after = submission.call(NAME, messages, prompt, keep=("arguments", "value"), then="arguments")
            expect_type(after["value"], str)
            expect_equal(after["arguments"][0], messages, "messages")
