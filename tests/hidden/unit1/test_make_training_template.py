"""Hidden suite of exercise 1.7. The oracles: ChatML rendered by Jinja on the judge's side, and the tokens whose places in
that text overlap a reply, told by the tokenizers library. TRL's own questions are asked here in other words."""

import itertools

import pytest

from smol_grade.judge import detect, templates
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import mismatch
from smol_grade.judge.templates import conversation, expect_marks, expect_renders, expect_runs, expect_template

NAME = "make_training_template"
PROBE = [{"role": role, "content": "dummy"} for role in ("user", "assistant", "user")]
"""TRL asks about this conversation: some templates close a reply only with the message that follows."""


def has_markers(template):
    """Return whether TRL finds a marker: the word alone between the signs of a block, a minus beside either."""
    blocks = [part.partition("%}") for part in template.split("{%")[1:]]
    return any(
        closed and inside.removeprefix("-").removesuffix("-").strip() == "generation" for inside, closed, _ in blocks
    )


def trains_stop_token(ids, mask, tokenizer):
    """Return whether the last marked token that is more than white space is a special one."""
    marked = [tokenizer.decode([number]) for number, mark in zip(ids, mask, strict=True) if mark]
    said = [text for text in marked if text.strip()]
    return bool(said) and said[-1] in tokenizer.special_tokens.all


def intended(tokenizer, messages, *, add_generation_prompt=False):
    """Return (text, mask): what ChatML renders, and 1 for each token of a reply or of its end."""
    start, end, _ = tokenizer.special_tokens.all
    text = tokenizer.render(messages, add_generation_prompt=add_generation_prompt)
    spans, at = [], 0
    for message in messages:
        begin = at + len(f"{start}{message['role']}\n")
        stop = begin + len(message["content"] + end)
        if message["role"] == "assistant":
            spans.append((begin, stop))
        at = stop + 1
    mask = [int(any(a < stop and b > begin for begin, stop in spans)) for a, b in tokenizer.offsets(text)]
    return text, mask


def _runs(tokenizer, messages, *, add_generation_prompt):
    text, mask = intended(tokenizer, messages, add_generation_prompt=add_generation_prompt)
    pieces = itertools.groupby(zip(mask, tokenizer.encode(text), strict=True), key=lambda pair: pair[0])
    return [[mark, tokenizer.decode([number for _, number in group])] for mark, group in pieces]


def _tokenizer(world):
    return world.tokenizer(f"{NAME}/published", published=True)


def _make(submission, world):
    """Have the template made, and render conversations with it: what all checks judge."""
    draw = world.random(f"{NAME}/make")
    result = submission.call(NAME)
    tool = conversation(draw, system=True, turns=2)
    tool.insert(3, {"role": "tool", "content": "11 degrees"})
    said = conversation(draw, system=False, turns=1)
    said[0]["content"] = said[1]["content"]  # a reply that only repeats the question
    empty = [*conversation(draw, system=True, turns=2), {"role": "user", "content": "?"}]
    empty.append({"role": "assistant", "content": ""})
    plain = [said, conversation(draw, system=False, turns=3), tool, empty]
    asked = [chat[:-1] for chat in (said, tool)]
    hard = templates.awkward(draw)
    parts = {"plain": plain, "asked": asked, "hard": hard, "probe": [PROBE]}
    every = [chat for chats in parts.values() for chat in chats]
    prompts = [part == "asked" for part, chats in parts.items() for _ in chats]
    rendered = []
    if type(result) is str:
        rendered = submission.render(result, _tokenizer(world), every, add_generation_prompt=prompts)
    rest = iter(rendered)
    return {"result": result} | {part: list(itertools.islice(rest, len(chats))) for part, chats in parts.items()}


SHARED = {"made": _make}


def _made(submission, shared, *parts):
    """Return the template, and parts of what it rendered."""
    made = shared("made")
    rendered = [rendering for part in parts for rendering in made[part]]
    submission.judge(rendered)
    template = expect_template(made["result"])
    for rendering in rendered:
        expect_runs(rendering)
    return template, rendered


def _replies(rendering):
    return [message["content"] for message in rendering["messages"] if message["role"] == "assistant"]


def _others(rendering):
    return [message["content"] for message in rendering["messages"] if message["role"] != "assistant"]


def _marked(rendering):
    return [text for mark, text in rendering["runs"] if mark]


def _chatml(rendering):
    turns = [f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in rendering["messages"]]
    return "".join(turns) + "<|im_start|>assistant\n" * rendering["add_generation_prompt"]


def _any(test, *, of_text=False):
    """Return a predicate: true where a rendering passes the test; `of_text`: only where the text is not ChatML's."""

    def sees(seen):
        found = list(templates.renderings(seen))
        return any(test(rendering) for rendering in found if not of_text or rendering["text"] != _chatml(rendering))

    return sees


def _bare(text):
    return "".join(text.split())


def _prompt(rendering):
    """The header of an answer where nobody asked for it, or none where somebody did."""
    text, wanted = _bare(rendering["text"]), _bare(_chatml(rendering))
    return "<|im_start|>assistant" in (text.removeprefix(wanted), wanted.removeprefix(text))


def _trimmed(rendering):
    contents = [message["content"] for message in rendering["messages"]]
    whole = all(content in rendering["text"] for content in contents)
    return not whole and all(_bare(content) in _bare(rendering["text"]) for content in contents)


def _turns_missing(rendering):
    return any(message["content"] not in rendering["text"] for message in rendering["messages"])


def _blank(rendering):
    return _bare(rendering["text"]) == _bare(_chatml(rendering))


def _nothing_marked(seen):
    found = [rendering for rendering in templates.renderings(seen) if _replies(rendering)]
    return bool(found) and not any(_marked(rendering) for rendering in found)


def _header_marked(rendering):
    replies = tuple(reply for reply in _replies(rendering) if reply.strip())
    whole = [text for text in _marked(rendering) if text.rstrip("\n").removesuffix("<|im_end|>").endswith(replies)]
    return any(text.startswith(("<|im_start|>assistant", "assistant\n")) for text in whole)


def _end_unmarked(rendering):
    replies = [reply for reply in _replies(rendering) if reply]
    return bool(replies) and _marked(rendering) == replies


def _break_marked(rendering):
    return any(text.endswith("<|im_end|>\n") for text in _marked(rendering))


def _content_unmarked(rendering):
    return bool(_marked(rendering)) and set(_marked(rendering)) == {"<|im_end|>"} and any(_replies(rendering))


def _other_roles(rendering):
    replies = [f"{reply}<|im_end|>" for reply in _replies(rendering)]
    known = [f"{other}<|im_end|>" for other in _others(rendering)]
    marked = [text for text in _marked(rendering) if text != "<|im_end|>"]
    return any(text in known and marked.count(text) > replies.count(text) for text in marked)


def _empty_unmarked(rendering):
    whole = [f"{reply}<|im_end|>" for reply in _replies(rendering)]
    return "<|im_end|>" in whole and _marked(rendering) == [text for text in whole if text != "<|im_end|>"]


def _some_unmarked(rendering):
    whole, marked = [f"{reply}<|im_end|>" for reply in _replies(rendering)], _marked(rendering)
    return len(marked) < len(whole) and all(text in whole for text in marked)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("not_a_template", templates.no_template),
    Detector("template_error", templates.broke),
    Detector("no_markers", lambda seen: not has_markers(seen.result)),
    Detector("prompt", _any(_prompt)),
    Detector("content_changed", _any(_trimmed, of_text=True)),
    Detector("turns_missing", _any(_turns_missing, of_text=True)),
    Detector("whitespace", _any(_blank, of_text=True)),
    Detector("nothing_marked", _nothing_marked),
    Detector("header_marked", _any(_header_marked)),
    Detector("end_unmarked", _any(_end_unmarked)),
    Detector("break_marked", _any(_break_marked)),
    Detector("other_roles_marked", _any(_other_roles)),
    Detector("empty_unmarked", _any(_empty_unmarked)),
    Detector("some_unmarked", _any(_some_unmarked)),
    Detector("content_unmarked", _any(_content_unmarked)),
]


@pytest.mark.check(NAME, points=2, hint="no_markers", promise="It has the marker in a form that TRL finds")
def test_markers(submission, shared):
    """The template has a generation block in a form that TRL finds, and it can be rendered."""
    template, _ = _made(submission, shared, "probe")
    if not has_markers(template):
        raise mismatch("no_marks", expected="{% generation %}", got=template)


@pytest.mark.check(
    NAME, points=4, hint="rendering", promise="It renders every conversation exactly as CHATML does, with and without"
)
def test_renders_like_chatml(submission, shared, world):
    """Every conversation becomes the same text as with ChatML, with and without add_generation_prompt."""
    for rendering in _made(submission, shared, "plain", "asked", "hard")[1]:
        prompt = rendering["add_generation_prompt"]
        expected = _tokenizer(world).render(rendering["messages"], add_generation_prompt=prompt)
        expect_renders(rendering, expected)


@pytest.mark.check(
    NAME,
    points=4,
    hint="marks_misplaced",
    promise="It marks the content and the <|im_end|> of every assistant message, and nothing else",
)
def test_marks_the_replies(submission, shared, world):
    """Marked are the content and the <|im_end|> of every reply, also of an empty one, and nothing else."""
    for rendering in _made(submission, shared, "plain", "asked", "hard")[1]:
        # Where a block ends with a character of several tokens, transformers leaves out all but the first: whoever marks
        # a content and its end in two blocks is right by the stub.
        if all(reply[-1:].isascii() for reply in _replies(rendering)):
            about = {"add_generation_prompt": rendering["add_generation_prompt"]}
            if (rendering["text"], rendering["mask"]) != intended(_tokenizer(world), rendering["messages"], **about):
                expect_marks(rendering, _runs(_tokenizer(world), rendering["messages"], **about))


@pytest.mark.check(NAME, points=2, hint="end_unmarked", promise="the model is to learn what to say and when to stop")
def test_stop_token(submission, shared, world):
    """The reply's marked part ends with the stop token, also when another message follows: TRL asks for that."""
    [rendering] = _made(submission, shared, "probe")[1]
    if not trains_stop_token(rendering["ids"], rendering["mask"], _tokenizer(world)):
        wanted = _runs(_tokenizer(world), PROBE, add_generation_prompt=False)
        got = templates.with_signs(rendering["runs"])
        raise mismatch("stop_token", expected=templates.with_signs(wanted), got=got)
