"""Hidden suite of exercise 6.3. The oracle renders in the judge, with a content that is a character of no template.

Templates are drawn: their tokens, brackets and names of roles, and what they write beside the messages. What
transformers makes of them, frozen cases tell.
"""

import random

import pytest
from jinja2 import TemplateError

from smol_grade.judge import detect, rows
from smol_grade.judge.chat import PUBLISHED
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises, expect_text
from smol_grade.judge.world import SYLLABLES

NAME = "magpie_prefix"
PROBE = "\ue000"
"""A character for private use, which stands in no template."""
TURNS = "{%- for m in messages %}{{- 'OPEN' + m['role'] + '\\n' + m['content'] + 'CLOSE\\n' }}{%- endfor %}"
ASKED = "{%- if add_generation_prompt %}{{- 'OPENassistant\\n' }}{%- endif %}"
FORMS = {
    "capitals in brackets": (
        "{%- for m in messages %}"
        "{{- 'LEFT' + m['role'] | upper + 'RIGHT ' + m['content'] + ' LEFT/' + m['role'] | upper + 'RIGHT\\n' }}"
        "{%- endfor %}{%- if add_generation_prompt %}{{- 'LEFTASSISTANTRIGHT ' }}{%- endif %}"
    ),
    "other names, white space stripped": (
        "{%- set names = {'system': 'SYS', 'user': 'USR', 'assistant': 'AST'} %}"
        "{%- for m in messages %}{{- '### ' + names[m['role']] + ':\\n' + m['content'] | trim + '\\n\\n' }}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '### AST:\\n' }}{%- endif %}"
    ),
    "system in the turn of the user": (
        "{%- if messages[0]['role'] == 'system' %}"
        "{%- set rules = '<<SYS>>\\n' + messages[0]['content'] | trim + '\\n<</SYS>>\\n\\n' %}"
        "{%- set turns = messages[1:] %}{%- else %}{%- set rules = '' %}{%- set turns = messages %}{%- endif %}"
        "{{- 'OPEN' }}{%- for m in turns %}"
        "{%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns alternate') }}{%- endif %}"
        "{%- if m['role'] == 'user' %}{{- 'LEFTUSRRIGHT ' + rules + m['content'] | trim + ' LEFT/USRRIGHT' }}"
        "{%- set rules = '' %}{%- else %}{{- ' ' + m['content'] | trim + ' CLOSE' }}{%- endif %}{%- endfor %}"
    ),
    "no names": (
        "{%- for m in messages %}"
        "{%- if m['role'] == 'system' %}{{- m['content'] + 'CLOSEOPEN\\n' }}"
        "{%- elif m['role'] == 'user' %}{{- 'OPEN' + m['content'] + 'CLOSE' }}"
        "{%- else %}{{- m['content'] + 'CLOSE\\n' }}{%- endif %}{%- endfor %}"
    ),
    "nothing before": (
        "{%- for m in messages %}{{- m['content'] + 'CLOSE' }}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- 'OPEN' }}{%- endif %}"
    ),
}
"""Templates that write every message, each in its own way."""
WORDY = {
    "default system message": (
        "{%- if messages[0]['role'] != 'system' %}{{- 'OPENsystem\\nWORDSCLOSE\\n' }}{%- endif %}" + TURNS + ASKED
    ),
    "rules before, a reminder behind": "{{- 'OPENrules\\nWORDSCLOSE\\n' }}"
    + TURNS
    + "{{- 'OPENuser\\nWORDSCLOSE\\n' }}"
    + ASKED,
    "rules in the turn of the user": (
        "{%- for m in messages %}{{- 'OPEN' + m['role'] + '\\n' }}"
        "{%- if m['role'] == 'user' %}{{- 'WORDS\\nUSR:  ' + m['content'] | trim + '\\nWORDS' }}"
        "{%- else %}{{- m['content'] | trim }}{%- endif %}{{- 'CLOSE\\n' }}{%- endfor %}" + ASKED
    ),
    "question asked twice": TURNS + "{{- 'OPENuser\\nWORDS\\n' + messages[-1]['content'] + 'CLOSE\\n' }}" + ASKED,
}
"""Templates that write words of their own, which are the same before and behind the content."""
NO_SYSTEM = {
    "refuses it": (
        "{%- if messages[0]['role'] == 'system' %}{{ raise_exception('no system messages') }}{%- endif %}"
        + TURNS
        + ASKED
    ),
    "leaves it out": (
        "{%- for m in messages %}{%- if m['role'] != 'system' %}"
        "{{- 'LEFT' + m['role'] + 'RIGHT' + m['content'] + 'CLOSE' }}{%- endif %}{%- endfor %}" + ASKED
    ),
    "writes it behind": (
        "{%- for m in messages %}{%- if m['role'] != 'system' %}{{- 'OPENUSR\\n' + m['content'] + 'CLOSE\\n' }}"
        "{%- endif %}{%- endfor %}"
        "{%- if messages[0]['role'] == 'system' %}{{- 'LEFT' + messages[0]['content'] + 'RIGHT' }}{%- endif %}"
    ),
}
"""Templates that write no system message before the content."""
BRACKETS = (("[", "]"), ("<", ">"), ("(", ")"), ("<<", ">>"), ("|", "|"))
NAMES = ("Human", "Person", "Q", "Client", "Learner", "INST")
REMINDER = "Sphinx of black quartz, judge my vow."
SPOKEN = "question content text prompt query instruction message user input marker placeholder probe test dummy foo"
"""Words that one may take for a content and then look for."""
WORDS = (
    "A turn of a user looks so: OPENuser\\nHello! Hi, this is a test question. CLOSE "
    "The content of each user message may be TEXT, CONTENT, a PROMPT, a query or an instruction, e.g. 0123456789. "
    f"{REMINDER} PACK MY BOX WITH FIVE DOZEN LIQUOR JUGS. {SPOKEN} {SPOKEN.title()} {SPOKEN.upper()} @ # $ % & * + = ~ ^ _ ... --- ???"
)


# the oracle


def prefix_of(tokenizer, system=None):
    """Return what stands before the user's content, or None where the template has no place for the system message."""
    first = [{"role": "system", "content": system}] if system is not None else []
    try:
        text = tokenizer.render([*first, {"role": "user", "content": PROBE}])
    except TemplateError:
        return None
    prefix = text.partition(PROBE)[0]
    return None if system is not None and system.strip() not in prefix else prefix


def fill(form, tokens, draw):
    """Return a template with the tokenizer's tokens, and drawn brackets and names of roles."""
    left, right = draw.choice(BRACKETS)
    system = "".join(draw.choices(SYLLABLES, k=2)).upper()
    user, assistant = draw.choice(NAMES), "".join(draw.choices(SYLLABLES, k=2)).capitalize()
    names = {"WORDS": WORDS, "OPEN": tokens.start, "CLOSE": tokens.end, "LEFT": left, "RIGHT": right}
    for place, text in (names | {"SYS": system, "USR": user, "AST": assistant}).items():
        form = form.replace(place, text)
    return form


def tokenizers(forms, tokenizer, draw):
    """Return a tokenizer for each form of template."""
    return [tokenizer.with_template(fill(form, tokenizer.special_tokens, draw)) for form in forms.values()]


# What went wrong


def _asked(seen):
    """Return the tokenizer and the system message of the call."""
    return seen.args[0], seen.kwargs.get("system")


def _wanted(seen):
    return prefix_of(*_asked(seen))


def _got(seen):
    """Return a text that is not the right one."""
    if type(seen.result) is not str or _wanted(seen) is None or seen.result == _wanted(seen):
        raise TypeError("no wrong text")
    return seen.result


def _raised(seen, kind):
    return seen.error is not None and kind in (seen.error.type, *seen.error.kinds)


def _no_value_error(seen):
    """The template refuses the system message, and its error comes through, or another one."""
    return _wanted(seen) is None and seen.error is not None and not _raised(seen, "ValueError")


def _left_out(seen):
    return _wanted(seen) is None and seen.error is None


def _not_found(seen):
    """The content is looked for and not there: the template has stripped it."""
    return _wanted(seen) is not None and _raised(seen, "ValueError") and "not found" in seen.error.message


def _other_conversation(seen):
    """The template was asked for messages that it does not accept, or for none."""
    refused = _raised(seen, "TemplateError") or "empty conversation" in seen.error.message
    return _wanted(seen) is not None and refused


def _refuses_good(seen):
    return _wanted(seen) is not None and seen.error is not None and not seen.error.unsupported


def _no_text(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return seen.result is not None and type(seen.result) is not str


def _hard_coded(seen):
    """Tokens of some published model."""
    return any(token in _got(seen) and token not in _wanted(seen) for token in PUBLISHED)


def _asks_for_an_answer(seen):
    """The header of an assistant's turn is at the end."""
    tokenizer, system = _asked(seen)
    first = [{"role": "system", "content": system}] if system is not None else []
    messages = [*first, {"role": "user", "content": PROBE}]
    header = tokenizer.render(messages, add_generation_prompt=True).removeprefix(tokenizer.render(messages))
    return header.strip() != "" and _got(seen).rstrip().endswith(header.rstrip())


def _ends_stripped(seen):
    return _got(seen) == _wanted(seen).strip() or _got(seen) in (_wanted(seen).lstrip(), _wanted(seen).rstrip())


def _beyond(seen):
    """The prefix and something of the content, or all that follows."""
    return _got(seen).startswith(_wanted(seen)) and _wanted(seen) != ""


def _beyond_nothing(seen):
    """Something, where nothing stands before the content."""
    return _got(seen) != "" and _wanted(seen) == ""


def _without_special_tokens(seen):
    tokenizer, _ = _asked(seen)
    bare = _wanted(seen)
    for token in tokenizer.special_tokens.all:
        bare = bare.replace(token, "")
    return bare != _wanted(seen) and _got(seen).split() == bare.split()


def _no_system(seen):
    """The system message was not asked for."""
    tokenizer, system = _asked(seen)
    return system is not None and _got(seen) == prefix_of(tokenizer)


def _empty_system(seen):
    return _asked(seen)[1] == "" and _no_system(seen)


def _too_early(seen):
    """Cut where the content, or a part of it, stands in the template's own words."""
    return _wanted(seen).startswith(_got(seen))


def _beginning_lost(seen):
    return _wanted(seen).endswith(_got(seen))


def _put_together(seen):
    """The system message was added to the text of a conversation without one."""
    system = _asked(seen)[1]
    return system is not None and system.strip() in _got(seen)


def _something_before(seen):
    return _got(seen).endswith(_wanted(seen)) and _wanted(seen) != ""


def _system_changed(seen):
    """White space is gone from the ends of the system message, which the template would have kept."""
    system = _asked(seen)[1]
    return system != system.strip() and _got(seen) == _wanted(seen).replace(system, system.strip())


def _behind(seen):
    """Words from behind the content."""
    return _got(seen).count(REMINDER) > _wanted(seen).count(REMINDER)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_text", _no_text),
    Detector("refused", _no_value_error),
    Detector("left_out", _left_out),
    Detector("other_conversation", _other_conversation),
    Detector("not_found", _not_found),
    Detector("refuses_good", _refuses_good),
    Detector("hard_coded", _hard_coded),
    Detector("generation_prompt", _asks_for_an_answer),
    Detector("ends_stripped", _ends_stripped),
    Detector("empty_system", _empty_system),
    Detector("no_system", _no_system),
    Detector("beyond", _behind),
    Detector("special_tokens_lost", _without_special_tokens),
    Detector("beyond", _beyond),
    Detector("too_early", _too_early),
    Detector("beginning_lost", _beginning_lost),
    Detector("system_changed", _system_changed),
    Detector("something_before", _something_before),
    Detector("put_together", _put_together),
    Detector("by_hand", _beyond_nothing),
]


# Checks


def _expect(submission, tokenizer, system=None):
    options = {} if system is None else {"system": system}
    expect_text(submission.call(NAME, tokenizer, **options), prefix_of(tokenizer, system), "result")


def _systems(draw: random.Random):
    """Return system messages: a usual one, an empty one, and texts that break hand-made formatting."""
    awkward = [text for text in rows.AWKWARD if text and len(text) < 100]
    return [draw.choice(rows.SYSTEMS), "", *draw.sample(awkward, 5)]


@pytest.mark.check(NAME, points=2, hint="by_hand", promise="returned is all that stands before it")
def test_own_tokens(submission, world, tokenizer, draw):
    """It is the header of a user's turn, with the tokens of this tokenizer, and with the system's turn if there is one."""
    other = world.tokenizer(f"{NAME}/other")
    for one in (tokenizer, other, tokenizer):
        _expect(submission, one)
        _expect(submission, one, draw.choice(rows.SYSTEMS))


@pytest.mark.check(NAME, points=3, hint="by_hand", promise="Apart from that it may be any template")
def test_any_template(submission, tokenizer, draw):
    """It is right for roles in brackets, other names of roles, none at all, and templates that strip the content."""
    for one in tokenizers(FORMS, tokenizer, draw):
        _expect(submission, one)


@pytest.mark.check(NAME, points=3, hint="put_together", promise="An empty `system` is a system message too")
def test_system_message(submission, tokenizer, draw):
    """With a system message it stands where the template puts it, as the template writes it, an empty one too."""
    for system in _systems(draw):
        _expect(submission, tokenizer, system)
    for one in tokenizers(FORMS, tokenizer, draw):
        _expect(submission, one, draw.choice(rows.SYSTEMS))
        _expect(submission, one, f"  {draw.choice(rows.QUESTIONS)}\n")


@pytest.mark.check(NAME, points=2, hint="too_early", promise="What stands before the content may hold any words")
def test_words_before_the_question(submission, tokenizer, draw):
    """Nothing is lost of what the template writes by itself, and nothing in it is taken for the question."""
    for one in tokenizers(WORDY, tokenizer, draw):
        _expect(submission, one)
        _expect(submission, one, draw.choice(rows.SYSTEMS))
    _expect(submission, tokenizer, WORDS)


@pytest.mark.check(NAME, points=2, hint="left_out", promise="`system` is given, and the template refuses it")
def test_system_refused(submission, tokenizer, draw):
    """It raises ValueError if the template refuses the system message or does not write it before the content."""
    for one in tokenizers(NO_SYSTEM, tokenizer, draw):
        _expect(submission, one)
        system = draw.choice(rows.SYSTEMS)
        expect_raises("ValueError", lambda one=one, system=system: submission.call(NAME, one, system=system))
