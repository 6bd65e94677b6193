"""Hidden suite of exercise 1.6. The oracle of a mended template is its format, written down in Python; that of a right
one is the given template itself, rendered by Jinja on the judge's side."""

import itertools
import re

import pytest

from smol_grade.judge import detect, templates
from smol_grade.judge.detect import Detector
from smol_grade.judge.templates import conversation, expect_renders, expect_runs, expect_template, rendered
from smol_grade.judge.world import SYLLABLES

NAME = "fix_chat_template"
BROKEN = """\
{%- for MESSAGE in messages %}
    {%- if MESSAGE['role'] == 'system' %}
        {%- set FIRST = MESSAGE['content'] %}
    {%- endif %}
{%- endfor %}
{%- if FIRST is defined %}
<|SYSTEM|>
{{ FIRST }}
<|END|>
{%- endif %}
{%- for MESSAGE in messages %}
    {%- if MESSAGE['role'] == 'user' %}
<|USER|>
{{ MESSAGE['content'] }}
<|END|>
    {%- elif MESSAGE['role'] == 'assistant' %}
<|ASSISTANT|>
{{ MESSAGE['content'] }}
<|END|>
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
<|ASSISTANT|>
{%- endif %}
"""
RIGHT = {
    "namespace": """\
{%- set found = namespace(FIRST=none) %}
{%- for MESSAGE in messages %}
    {%- if MESSAGE['role'] == 'system' %}
        {%- set found.FIRST = MESSAGE['content'] %}
    {%- endif %}
{%- endfor %}
{%- if found.FIRST is not none %}
<|SYSTEM|>
{{ found.FIRST }}
<|END|>
{% endif %}
{%- for MESSAGE in messages %}
    {%- if MESSAGE['role'] == 'user' %}
<|USER|>
{{ MESSAGE['content'] }}
<|END|>
    {% elif MESSAGE['role'] == 'assistant' %}
<|ASSISTANT|>
{{ MESSAGE['content'] }}
<|END|>
    {% endif %}
{%- endfor %}
{%- if add_generation_prompt %}
<|ASSISTANT|>
{% endif %}
""",
    "set in an if, which is no scope": """\
{%- if messages[0]['role'] == 'system' %}
    {%- set FIRST = messages[0]['content'] %}
{%- endif %}
{%- if FIRST is defined %}
    {{- '<|SYSTEM|> ' + FIRST + '<|END|>' }}
{%- endif %}
{%- for MESSAGE in messages %}
    {%- if MESSAGE['role'] == 'user' %}
        {{- '<|USER|> ' + MESSAGE['content'] + '<|END|>' }}
    {%- elif MESSAGE['role'] == 'assistant' %}
        {{- '<|ASSISTANT|> ' + MESSAGE['content'] + '<|END|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|ASSISTANT|>' }}
{%- endif %}
""",
    "one loop, as ChatML has it": (
        "{%- for MESSAGE in messages %}{{- '<|USER|>' + MESSAGE['role'] + '\\n' + MESSAGE['content'] + '<|END|>\\n' }}"
        "{%- endfor %}{%- if add_generation_prompt %}{{- '<|USER|>assistant\\n' }}{%- endif %}"
    ),
    "set for the same turn of the loop": (
        "{% for MESSAGE in messages %}{% set FIRST = MESSAGE['role'] | upper %}### {{ FIRST }}:\n"
        "{{ MESSAGE['content'] }}\n\n{% endfor %}{% if add_generation_prompt %}### ASSISTANT:\n{% endif %}"
    ),
}
LOOP_NAMES = ("message", "turn", "msg", "entry", "m")
FIRST_NAMES = ("system_message", "preamble", "first_words", "rules", "s")
COURSE = ("<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|im_start|>", "<|im_end|>")
ROLES = ("system", "user", "assistant")


def fill(template, draw):
    """Return a template with drawn tokens and names."""
    words = {}
    while len(words) < 4:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 3))) + draw.choice(["", "", "_1", "_text"])] = None
    names = dict(zip(("SYSTEM", "USER", "ASSISTANT", "END"), words, strict=True))
    for place, word in names.items():
        template = template.replace(f"<|{place}|>", f"<|{word}|>")
    template = re.sub(r"\bMESSAGE\b", draw.choice(LOOP_NAMES), template)
    return re.sub(r"\bFIRST\b", draw.choice(FIRST_NAMES), template)


def _pattern():
    """Return the expression that matches BROKEN with any names in its places, the same in each of them."""
    parts = re.split(r"\b(MESSAGE|FIRST|SYSTEM|USER|ASSISTANT|END)\b", BROKEN)
    seen = set()
    pattern = ""
    for at, part in enumerate(parts):
        if at % 2 == 0:
            pattern += re.escape(part)
        else:
            pattern += f"(?P={part})" if part in seen else rf"(?P<{part}>\w+)"
            seen.add(part)
    return re.compile(pattern)


FAMILY = _pattern()


def tokens_of(template):
    """Return the tokens of a broken template, by role and `end`; None for a template of another form."""
    found = FAMILY.fullmatch(template)
    return found and {place.lower(): f"<|{found[place]}|>" for place in ("SYSTEM", "USER", "ASSISTANT", "END")}


def intended(template, messages, *, add_generation_prompt=False):
    """Return what a mended template renders, or what a right one does."""
    tokens = tokens_of(template)
    if tokens is None:
        return rendered(template, messages, add_generation_prompt=add_generation_prompt)
    text = "".join(f"{tokens[message['role']]}\n{message['content']}\n{tokens['end']}\n" for message in messages)
    return text + (f"{tokens['assistant']}\n" if add_generation_prompt else "")


def _intended(template, rendering):
    prompt = rendering["add_generation_prompt"]
    return intended(template, rendering["messages"], add_generation_prompt=prompt)


def _wrong(seen, *, of_broken=True):
    """Yield (rendering, what it should be) where they differ, for a broken template or for a right one."""
    if (tokens_of(seen.row) is not None) is of_broken:
        for rendering in templates.renderings(seen):
            expected = _intended(seen.row, rendering)
            if rendering["text"] != expected:
                yield rendering, expected


def _any(test, *, of_broken=True):
    """Return a detector's predicate that is true where a wrong rendering passes the test."""

    def sees(seen):
        tokens = tokens_of(seen.row)
        return any(test(rendering, expected, tokens) for rendering, expected in _wrong(seen, of_broken=of_broken))

    return sees


def _system(rendering):
    """Return the content of the system message, None if there is none."""
    first = rendering["messages"][0]
    return first["content"] if first["role"] == "system" else None


def _bare(text):
    return "".join(text.split())


def _raised(seen, *, on_broken):
    known = seen.error is not None and not seen.error.unsupported
    return known and (tokens_of(seen.row) is not None) is on_broken


def _unchanged(seen):
    return seen.error is None and seen.result == seen.row and tokens_of(seen.row) is not None


def _same_as_before(seen):
    """The very template that came back for another broken one."""
    return any(call.error is None and call.result == seen.result and call.args[0] != seen.row for call in seen.earlier)


def _foreign_tokens(rendering, expected, _tokens):
    return any(rendering["text"].count(token) > expected.count(token) for token in COURSE)


def _system_dropped(rendering, _expected, tokens):
    content = _system(rendering)
    lost = content not in rendering["text"] if content else tokens["system"] not in rendering["text"]
    return content is not None and lost


def _empty_dropped(rendering, expected, tokens):
    """Empty messages are left out."""
    messages = [message for message in rendering["messages"] if message["content"]]
    turns = [f"{tokens[message['role']]}\n{message['content']}\n{tokens['end']}\n" for message in messages]
    return len(messages) < len(rendering["messages"]) and "".join(turns) == rendering["text"] != expected


def _system_surplus(rendering, expected, tokens):
    return rendering["text"].count(tokens["system"]) > expected.count(tokens["system"])


def _prompt(rendering, expected, tokens):
    """The header of an answer where nobody asked for it, or none where somebody did."""
    text, wanted = _bare(rendering["text"]), _bare(expected)
    return tokens["assistant"] in (text.removeprefix(wanted), wanted.removeprefix(text))


def _prompt_open(rendering, expected, tokens):
    return rendering["add_generation_prompt"] and rendering["text"] == expected[:-1]


def _stripped(rendering, _expected, tokens):
    contents = [message["content"] for message in rendering["messages"]]
    bare = [_bare(content) for content in contents]
    whole = all(content in rendering["text"] for content in contents)
    return not whole and all(content in _bare(rendering["text"]) for content in bare)


def _escaped(rendering, expected, _tokens):
    return any(sign in rendering["text"] and sign not in expected for sign in ("&lt;", "&#34;", "&amp;lt;"))


def _has_turns(rendering, tokens):
    """Return whether every message stands between its tokens, in order, whatever stands between messages."""
    at = 0
    for message in rendering["messages"]:
        turn = f"{tokens[message['role']]}\n{message['content']}\n{tokens['end']}"
        found = rendering["text"].find(turn, at)
        if found < 0:
            return False
        at = found + len(turn)
    return True


def _breaks_lost(rendering, expected, _tokens):
    return _bare(rendering["text"]) == _bare(expected) and rendering["text"].count("\n") < expected.count("\n")


def _breaks_added(rendering, expected, _tokens):
    return _bare(rendering["text"]) == _bare(expected)


def _end_missing(rendering, expected, tokens):
    return rendering["text"].count(tokens["end"]) < expected.count(tokens["end"])


def _turns(rendering, expected, _tokens):
    """Messages are missing, or stand in another order."""
    text, wanted = _bare(rendering["text"]), _bare(expected)
    missing = any(message["content"] not in rendering["text"] for message in rendering["messages"])
    return missing or (text != wanted and sorted(text) == sorted(wanted))


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("right_one_raises", lambda seen: _raised(seen, on_broken=False)),
    Detector("raises", lambda seen: _raised(seen, on_broken=True)),
    Detector("not_a_template", templates.no_template),
    Detector("unchanged", _unchanged),
    Detector("namespace_missing", templates.assigns_without_namespace),
    Detector("right_one_changed", lambda seen: templates.broke(seen) and tokens_of(seen.row) is None),
    Detector("template_error", templates.broke),
    Detector("right_one_changed", _any(lambda *_: True, of_broken=False)),
    Detector("hard_coded", _any(_foreign_tokens)),
    Detector("same_as_before", _same_as_before),
    Detector("system_surplus", _any(_system_surplus)),
    Detector("empty_dropped", _any(_empty_dropped)),
    Detector("content_changed", _any(_escaped)),
    Detector("content_changed", _any(_stripped)),
    Detector("system_dropped", _any(_system_dropped)),
    Detector("turns", _any(_turns)),
    Detector("end_missing", _any(_end_missing)),
    Detector("prompt", _any(_prompt)),
    Detector("prompt_open", _any(_prompt_open)),
    Detector("line_breaks_lost", _any(_breaks_lost)),
    Detector("line_breaks_added", _any(_breaks_added)),
]


def _mend(submission, world):
    """Have one broken template mended, and render conversations with what comes back: what four checks judge."""
    draw = world.random(f"{NAME}/mend")
    submission.call(NAME, fill(BROKEN, draw))  # one template's tokens are not the next one's
    template = fill(BROKEN, draw)
    result = submission.call(NAME, template)
    chats = [conversation(draw, system=system, turns=turns) for system, turns in ((True, 1), (False, 1), (True, 3))]
    asked = [chat[:-1] for chat in chats for _ in (True, False)]
    hard = templates.awkward(draw)
    prompts = [False] * len(chats) + [True, False] * len(chats) + [False] * len(hard)
    rendered = []
    if type(result) is str:
        tokenizer = world.tokenizer(f"{NAME}/tokenizer")
        every = [*chats, *asked, *hard]
        rendered = submission.render(result, tokenizer, every, add_generation_prompt=prompts, tokens=False)
    parts = {"plain": len(chats), "asked": len(asked), "hard": len(hard)}
    ends = list(itertools.accumulate(parts.values()))
    slices = {part: rendered[end - parts[part] : end] for part, end in zip(parts, ends, strict=True)}
    return {"template": template, "result": result, **slices}


SHARED = {"mended": _mend}


def _mended(submission, shared, part):
    """Return a part of what the mended template rendered, each with what it should be."""
    mended = shared("mended")
    submission.judge(mended[part])
    expect_template(mended["result"])
    for rendering in mended[part]:
        expect_runs(rendering)
    return [(rendering, _intended(mended["template"], rendering)) for rendering in mended[part]]


@pytest.mark.check(NAME, points=4, hint="system_dropped", promise="Return a chat template that renders every message")
def test_system_message_kept(submission, shared):
    """The mended template renders every message between its tokens, the system message first."""
    for rendering, expected in _mended(submission, shared, "plain"):
        if _bare(rendering["text"]) != _bare(expected):  # of line breaks speaks another check
            expect_renders(rendering, expected)


@pytest.mark.check(
    NAME,
    points=3,
    hint="line_breaks_lost",
    promise="each message becomes the token of its role, a line break, the content, a line break, the end token, a line break",
)
def test_line_breaks(submission, shared):
    """The mended template puts every line break where it belongs, and no other."""
    for rendering, expected in _mended(submission, shared, "plain"):
        expect_renders(rendering, expected)


@pytest.mark.check(
    NAME, points=2, hint="prompt_open", promise="After the last message nothing follows, or, with add_generation_prompt"
)
def test_generation_prompt(submission, shared):
    """With add_generation_prompt, the header of an answer and its line break follow; without, nothing does."""
    for rendering, expected in _mended(submission, shared, "asked"):
        expect_renders(rendering, expected)


@pytest.mark.check(NAME, points=2, hint="content_changed", promise="Each content is rendered verbatim")
def test_content_verbatim(submission, shared):
    """Spaces, line breaks, braces, letters beyond ASCII and empty contents arrive unchanged in every role."""
    for rendering, expected in _mended(submission, shared, "hard"):
        if not _has_turns(rendering, tokens_of(submission.calls[-1].args[0])):
            expect_renders(rendering, expected)


@pytest.mark.check(NAME, points=3, hint="right_one_changed", promise="Right one given: it renders the same as before")
def test_right_ones_kept(submission, tokenizer, draw):
    """A template that loses nothing comes back rendering the same, whatever its format."""
    chats = [conversation(draw, system=system, turns=2) for system in (True, False, True)]
    for form in draw.sample(sorted(RIGHT), k=len(RIGHT)):
        template = fill(RIGHT[form], draw)
        result = expect_template(submission.call(NAME, template))
        if result != template:
            prompts = [False, True, True]
            asked = submission.render(result, tokenizer, chats, add_generation_prompt=prompts, tokens=False)
            for rendering in asked:
                expect_renders(rendering, _intended(template, rendering))
