"""Hidden suite of exercise 5.1. Of each message it is known who speaks, how many images come first, and what is said.

That a vision-language model's template and TRL read messages of this form as they are meant, frozen cases prove.
"""

import random
from typing import Any, NamedTuple

import pytest

from smol_grade.judge import detect, rows
from smol_grade.judge.chat import nearly
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import (
    expect_equal,
    expect_key,
    expect_raises,
    expect_type,
    mismatch,
    same,
)

NAME = "to_vlm_messages"
KEEP = ("images", "messages")
PLACE = {"type": "image"}
QUESTIONS = ("How many cats?", "Which bar is the tallest?", "¿Qué dice el cartel?", "Are these the same?", "Read this.")
ANSWERS = ("Two.", "The third one.", "Prohibido el paso", "No, the left one is newer.", "STOP")


class Asked(NamedTuple):
    """What the function is asked to write down."""

    query: str
    answer: str | None
    images: list[Any]
    system: str | None = None


def turns(asked):
    """Return who speaks, before how many images, and what; the question is the only turn with images."""
    said = {"system": (0, asked.system), "user": (len(asked.images), asked.query), "assistant": (0, asked.answer)}
    return [(role, count, text) for role, (count, text) in said.items() if text is not None]


def written(turn):
    """Return a turn as a message."""
    role, count, text = turn
    parts: list[dict[str, str]] = [dict(PLACE) for _ in range(count)]
    parts.append({"type": "text", "text": text})
    return {"role": role, "content": parts}


def _images(draw: random.Random, count: int) -> list[Any]:
    """Return so many different images: file names, addresses, and the dicts that datasets makes of images."""
    numbers = draw.sample(range(100, 1000), count)
    kinds = [
        lambda n: f"chart_{n}.png",
        lambda n: f"https://example.org/cats/{n}.jpg",
        lambda n: {"path": f"scan_{n}.png", "bytes": None},
    ]
    return [draw.choice(kinds)(number) for number in numbers]


def draw_asked(draw: random.Random, count: int = 1, *, system: bool = True, answer: bool = True) -> Asked:
    """Return a question about so many images."""
    said = draw.choice(ANSWERS) if answer else None
    return Asked(draw.choice(QUESTIONS), said, _images(draw, count), draw.choice(rows.SYSTEMS) if system else None)


# What went wrong


def _asked(seen):
    return Asked(*seen.args, seen.kwargs.get("system"))


def _result(seen):
    """The result, also where the arguments stand beside it."""
    result = seen.fields["value"] if "arguments" in seen.fields else seen.result
    if type(result) is not dict:
        raise TypeError("no dict")
    return result


def _messages(seen):
    """Return the messages as far as they are dicts with a role and a content."""
    return [{"role": one["role"], "content": one["content"]} for one in _result(seen)["messages"]]


def _parts(seen):
    """Return the parts of all messages."""
    return [part for one in _messages(seen) if type(one["content"]) is list for part in one["content"]]


def _places(seen):
    return [part for part in _parts(seen) if type(part) is dict and part.get("type") in ("image", "image_url")]


def _wanted(seen):
    return [written(turn) for turn in turns(_asked(seen))]


def _accepts_none(seen):
    return seen.args[2] == []


def _accepts_name(seen):
    return type(seen.args[2]) is str


def _looks_into(seen):
    """It opens or asks an image."""
    kinds = ("FileNotFoundError", "OSError", "AttributeError", "UnidentifiedImageError", "URLError", "ConnectionError")
    return "PathLike" in seen.error.message or any(kind in (seen.error.type, *seen.error.kinds) for kind in kinds)


def _refuses(seen):
    return seen.error is not None and not seen.error.unsupported


def _only_messages(seen):
    """The list of messages alone, or something else that is no dict with both keys."""
    result = seen.fields.get("value", seen.result) if "arguments" in seen.fields else seen.result
    return seen.error is None and not (type(result) is dict and {"images", "messages"} <= result.keys())


def _text_contents(seen):
    return any(type(one["content"]) is str for one in _messages(seen))


def _bare_part(seen):
    """A content is one part, not a list of them, or a part is a mere text."""
    return any(
        type(one["content"]) is dict or any(type(part) is not dict for part in one["content"])
        for one in _messages(seen)
    )


def _other_types(seen):
    """Parts of a type that is neither, as other interfaces name them."""
    return any(part.get("type") not in ("image", "text") for part in _parts(seen))


def _image_inside(seen):
    return any(
        len(place) > 1 and any(value is not None for key, value in place.items() if key != "type")
        for place in _places(seen)
    )


def _none_inside(seen):
    return any(
        place != PLACE and all(value is None for key, value in place.items() if key != "type")
        for place in _places(seen)
    )


def _text_key(seen):
    """A text stands under another key, or beside another."""
    return any(part.get("type") == "text" and part.keys() != {"type", "text"} for part in _parts(seen))


def _one_place(seen):
    return len(_places(seen)) == 1 < len(_asked(seen).images)


def _no_place(seen):
    return not _places(seen)


def _distinct(seen):
    """As many places, or images, as there are different images."""
    images = _asked(seen).images
    different = [image for number, image in enumerate(images) if image not in images[:number]]
    return len(different) < len(images) and len(different) in (len(_places(seen)), len(_result(seen)["images"]))


def _places_elsewhere(seen):
    """Places of images in another message than the user's."""
    return any(PLACE in one["content"] for one in _messages(seen) if one["role"] != "user")


def _several_users(seen):
    return [one["role"] for one in _messages(seen)].count("user") > 1


def _text_first(seen):
    """The right parts of the question, in another order."""
    [user] = [one["content"] for one in _messages(seen) if one["role"] == "user"]
    [wanted] = [one["content"] for one in _wanted(seen) if one["role"] == "user"]
    return user != wanted and len(user) == len(wanted) and all(part in user for part in wanted)


def _images_lost(seen):
    """Images that are not those that came."""
    return not same(_result(seen)["images"], _asked(seen).images)


def _images_changed(seen):
    return "arguments" in seen.fields and not same(seen.fields["arguments"][2], list(seen.args)[2])


def _roles(seen):
    return [one["role"] for one in _messages(seen)]


def _empty_turn(seen):
    """A turn for what is None, with an empty text, or None, or nothing in it."""
    asked, roles = _asked(seen), _roles(seen)
    return (asked.answer is None and "assistant" in roles) or (asked.system is None and "system" in roles)


def _blank_dropped(seen):
    """A turn is missing whose text is empty."""
    asked, roles = _asked(seen), _roles(seen)
    return (asked.answer == "" and "assistant" not in roles) or (asked.system == "" and "system" not in roles)


def _system_lost(seen):
    return _asked(seen).system is not None and "system" not in _roles(seen)


def _answer_lost(seen):
    return _asked(seen).answer is not None and "assistant" not in _roles(seen)


def _order(seen):
    return sorted(_roles(seen)) == sorted(role for role, _, _ in turns(_asked(seen))) and _roles(seen) != [
        role for role, _, _ in turns(_asked(seen))
    ]


def _other_roles(seen):
    return any(role not in ("system", "user", "assistant") for role in _roles(seen))


def _content_changed(seen):
    """As many texts as are wanted, and one of them is nearly, but not quite, what was said."""
    got = [part["text"] for part in _parts(seen) if part.get("type") == "text"]
    wanted = [text for _, _, text in turns(_asked(seen))]
    pairs = list(zip(got, wanted, strict=True))
    return any(one != other for one, other in pairs) and all(
        one == other or nearly(one, other) or other in one for one, other in pairs
    )


def _mixed_up(seen):
    """The right texts under the wrong roles."""
    got = [part["text"] for part in _parts(seen) if part.get("type") == "text"]
    wanted = [text for _, _, text in turns(_asked(seen))]
    return got != wanted and sorted(got) == sorted(wanted)


def _more_keys(seen):
    return any(one.keys() != {"role", "content"} for one in _result(seen)["messages"])


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("no_image", _accepts_none),
    Detector("name_no_list", _accepts_name),
    Detector("looks_into_images", _looks_into),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("images_changed", _images_changed),
    Detector("two_keys", _only_messages),
    Detector("text_contents", _text_contents),
    Detector("bare_part", _bare_part),
    Detector("other_types", _other_types),
    Detector("image_inside", _image_inside),
    Detector("none_inside", _none_inside),
    Detector("text_part", _text_key),
    Detector("other_roles", _other_roles),
    Detector("several_users", _several_users),
    Detector("places_elsewhere", _places_elsewhere),
    Detector("empty_turn", _empty_turn),
    Detector("blank_dropped", _blank_dropped),
    Detector("system_lost", _system_lost),
    Detector("answer_lost", _answer_lost),
    Detector("order", _order),
    Detector("same_twice", _distinct),
    Detector("no_place", _no_place),
    Detector("one_place", _one_place),
    Detector("text_first", _text_first),
    Detector("images_lost", _images_lost),
    Detector("mixed_up", _mixed_up),
    Detector("content_changed", _content_changed),
    Detector("more_keys", _more_keys),
]


# Checks


def _expect_message(got, turn, where):
    """Require a message of exactly two keys, whose content is a list of the right parts."""
    expect_type(got, dict, where)
    for key in ("role", "content"):
        if key not in got:
            raise mismatch("message_key", where=where, expected="{'role': …, 'content': […]}", got=got, name=key)
    if others := got.keys() - {"role", "content"}:
        raise mismatch("other_keys", where=where, expected="role, content", got=got, found=", ".join(sorted(others)))
    wanted, content = written(turn)["content"], f'{where}["content"]'
    expect_type(got["content"], list, content)
    expect_equal(got["content"], wanted, content)


def _expect_row(result, asked):
    """Require the images, and messages that say what was asked."""
    expect_type(result, dict)
    images, messages = expect_key(result, "images"), expect_key(result, "messages")
    expect_type(messages, list, 'result["messages"]')
    for number, message in enumerate(messages):
        expect_type(message, dict, f'result["messages"][{number}]')
    roles = [str(message.get("role")) for message in messages]
    wanted = [role for role, _, _ in turns(asked)]
    if roles != wanted:
        expected = ", ".join(wanted)
        raise mismatch("roles", where='result["messages"]', expected=expected, got=", ".join(roles)[:200] or "-")
    for number, (message, turn) in enumerate(zip(messages, turns(asked), strict=True)):
        _expect_message(message, turn, f'result["messages"][{number}]')
    expect_type(images, list, 'result["images"]')
    expect_equal(images, asked.images, 'result["images"]')


def _expect(submission, asked):
    """Call the function, and require what `asked` says."""
    query, answer, images, system = asked
    system = {} if system is None else {"system": system}
    _expect_row(submission.call(NAME, query, answer, images, keep=KEEP, **system), asked)


@pytest.mark.check(NAME, points=4, hint="parts", promise="is a list of parts. A text is the part")
def test_contents_in_parts(submission, draw):
    """Each content is a list of parts: the user's a bare place for the image and then the query, the others' a text."""
    for system, answer in ((True, True), (False, True), (True, False)):
        _expect(submission, draw_asked(draw, system=system, answer=answer))


@pytest.mark.check(
    NAME, points=3, hint="places", promise='one {"type": "image"} for each image, and then one text, the query'
)
def test_place_for_each_image(submission, draw):
    """Every image comes back, in order and as it was, and has a place of its own before the query."""
    for count in (2, 3, draw.randint(4, 7)):
        _expect(submission, draw_asked(draw, count, system=count == 3))
    first, second = _images(draw, 2)
    _expect(submission, draw_asked(draw)._replace(images=[second, first, second, second]))
    asked = draw_asked(draw, draw.randint(2, 4), system=False)
    seen = submission.call(NAME, *asked[:3], then="arguments")
    expect_equal(seen["arguments"][2], asked.images, "images")
    _expect_row(seen["value"], asked)


@pytest.mark.check(NAME, points=1, hint="turns", promise="Only None does not.")
def test_turns_that_may_be_missing(submission, draw):
    """What is None has no message; an empty text has one."""
    asked = draw_asked(draw, 2)
    for answer in (asked.answer, None, ""):
        for system in (None, asked.system, ""):
            _expect(submission, asked._replace(answer=answer, system=system))
    query, answer, images, _ = asked
    _expect_row(submission.call(NAME, query, answer, images, keep=KEEP, system=None), asked._replace(system=None))


@pytest.mark.check(NAME, points=1, hint="content_changed", promise="Texts are copied verbatim")
def test_texts_verbatim(submission, draw):
    """Texts are copied verbatim, in every message."""
    for text in (*draw.sample(rows.AWKWARD, len(rows.AWKWARD)), "<image>", "What is <image>?", "None", ""):
        asked = draw_asked(draw)
        for changed in ({"query": text}, {"answer": text}, {"system": text}):
            row = asked._replace(**changed)
            result = submission.call(NAME, *row[:3], keep=KEEP, system=row.system)
            _expect_row(result, row)


@pytest.mark.check(
    NAME, points=1, hint="no_image", promise="images is a str (a single file name instead of a list of them)."
)
def test_no_images(submission, draw):
    """Without an image it raises ValueError, and TypeError where images is a single file name."""
    for system, answer in ((True, True), (False, False)):
        asked = draw_asked(draw, system=system, answer=answer)
        expect_raises("ValueError", lambda asked=asked: submission.call(NAME, asked.query, asked.answer, [], keep=KEEP))
        for name in ("cat.png", "c"):
            expect_raises(
                "TypeError",
                lambda asked=asked, name=name: submission.call(NAME, asked.query, asked.answer, name, keep=KEEP),
            )
