"""Hidden suite of exercise 1.2. Text is compared with the drawn template's rendering of the returned messages."""

import pytest
from hypothesis import given

from smol_grade.judge import detect, rows
from smol_grade.judge.chat import ChatMistakes, expect_messages, expect_rendered, nearly
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import ending, expect_key, expect_text, expect_type, mismatch

NAME = "gsm8k_to_chatml"
KEYS = ("messages", "text")


def _chat(row):
    return [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": row["answer"]}]


def _turns(seen):
    return [(message["role"], message["content"]) for message in seen.fields["messages"]]


def _contents(seen):
    return [message["content"] for message in seen.fields["messages"]]


def _swapped(seen):
    wanted = [seen.row["answer"], seen.row["question"]]
    return [content for role, content in _turns(seen) if role != "system"] == wanted


def _doubled(seen):
    contents = _contents(seen)
    return contents.count(seen.row["question"]) > 1 or contents.count(seen.row["answer"]) > 1


def _no_assistant(seen):
    return "assistant" not in [role for role, _ in _turns(seen)]


def _other_roles(seen):
    return any(role not in ("system", "user", "assistant") for role, _ in _turns(seen))


def _no_user(seen):
    return "user" not in [role for role, _ in _turns(seen)]


def _answer_cut(seen):
    [content] = [content for role, content in _turns(seen) if role == "assistant"]
    answer = seen.row["answer"]
    return content != "" and content in answer and _letters(content) != _letters(answer)


def _letters(text):
    return "".join(character for character in text if character.isalnum())


def _content_changed(seen):
    """One user and one assistant message whose texts are nearly those of the row."""
    rest = [(role, content) for role, content in _turns(seen) if role != "system"]
    if [role for role, _ in rest] != ["user", "assistant"]:
        return False
    pairs = [(rest[0][1], seen.row["question"]), (rest[1][1], seen.row["answer"])]
    alike = all(nearly(content, wanted) or wanted in content for content, wanted in pairs)
    return alike and any(content != wanted for content, wanted in pairs)


def _calculator_removed(seen):
    return "<<" in seen.row["answer"] and not any("<<" in content for content in _contents(seen))


def _other_turns(seen):
    return [role for role, _ in _turns(seen) if role != "system"] != ["user", "assistant"]


def _messages_no_list(seen):
    return "messages" in seen.fields and type(seen.fields["messages"]) is not list


def _other_message_keys(seen):
    return any(not {"role", "content"} <= message.keys() for message in seen.fields["messages"])


def _text_only(seen):
    return "messages" not in seen.fields and type(seen.fields.get("text")) is str


def _text_of_other_messages(seen):
    """The text is a right one, with or without a system message, but the returned messages say otherwise."""
    tokenizer = next(value for value in seen.args if hasattr(value, "special_tokens"))
    text = seen.fields["text"]
    returned = [{"role": role, "content": content} for role, content in _turns(seen)]
    rendered = tokenizer.render(_chat(seen.row))
    system = tokenizer.special_tokens.start + "system\n"
    return text != tokenizer.render(returned) and (
        text == rendered or (text.startswith(system) and text.endswith(rendered))
    )


MISTAKES = ChatMistakes(_chat)
DETECTORS = [
    *MISTAKES.of_shape(),
    Detector("constant", detect.same_for_every_row),
    Detector("rows_pile_up", MISTAKES.earlier_rows),
    Detector("both_keys", _messages_no_list),
    Detector("message_keys", _other_message_keys),
    Detector("roles", _other_roles),
    Detector("swapped", _swapped),
    Detector("doubled", _doubled),
    Detector("no_assistant", _no_assistant),
    Detector("no_user", _no_user),
    Detector("constant", MISTAKES.nothing_of_the_row),
    Detector("answer_cut", _answer_cut),
    Detector("calculator_removed", _calculator_removed),
    Detector("content_changed", _content_changed),
    Detector("text_of_other_messages", _text_of_other_messages),
    Detector("question_then_answer", _other_turns),
    Detector("text_only", _text_only),
    Detector("both_keys", MISTAKES.no_text),
    *MISTAKES.of_text(),
]


def _expect_chat(messages, row):
    """Require one user and one assistant message with the row's texts, after at most one system message."""
    rest = messages[1:] if messages and messages[0]["role"] == "system" else messages
    roles = [message["role"] for message in rest]
    if roles != ["user", "assistant"]:
        raise mismatch("roles", where='result["messages"]', expected="user, assistant", got=", ".join(roles) or "-")
    for message, wanted in zip(rest, _chat(row), strict=True):
        expect_text(message["content"], wanted["content"], f"the content of the {message['role']} message")


@pytest.mark.check(NAME, points=1, hint="both_keys", promise="A dict with both keys")
@given(row=rows.gsm8k())
def test_messages_and_text(submission, tokenizer, row):
    """It returns a dict with "messages", a list of dicts with role and content, and "text", a text."""
    result = submission.call(NAME, row, tokenizer, keep=KEYS)
    if not expect_messages(result):
        raise mismatch("empty", where='result["messages"]', expected="user, assistant", got=result)
    expect_type(expect_key(result, "text"), str, 'result["text"]')


@pytest.mark.check(
    NAME,
    points=3,
    hint="question_then_answer",
    promise='one "user" message with the question, then one "assistant" message with the answer',
)
@given(row=rows.gsm8k())
def test_question_then_answer(submission, tokenizer, row):
    """The messages are one user turn with the question, then one assistant turn with the answer."""
    _expect_chat(expect_messages(submission.call(NAME, row, tokenizer, keep=KEYS)), row)


@pytest.mark.check(NAME, points=2, hint="content_changed", promise="Question and answer are copied verbatim")
def test_content_verbatim(submission, tokenizer, draw):
    """Question and answer arrive unchanged: spaces, line breaks, braces, <<3*24=72>> and the line #### 72."""
    for row in rows.awkward_gsm8k(draw):
        result = submission.call(NAME, row, tokenizer, keep=KEYS)
        messages = expect_messages(result)
        _expect_chat(messages, row)
        expect_rendered(result, messages, tokenizer)


@pytest.mark.check(
    NAME, points=3, hint="template", promise="exactly what the tokenizer's template makes of these messages"
)
@given(row=rows.gsm8k())
def test_text_of_the_messages(submission, tokenizer, row):
    """The text is exactly what the tokenizer's own chat template makes of the messages."""
    result = submission.call(NAME, row, tokenizer, keep=KEYS)
    messages = expect_messages(result)
    contents = [message["content"] for message in messages]
    for wanted in (row["question"], row["answer"]):
        if wanted not in contents:
            raise mismatch("contains", where='result["messages"]', expected=wanted, got=result["messages"])
    expect_rendered(result, messages, tokenizer)


@pytest.mark.check(NAME, points=2, hint="generation_prompt", promise="It ends where the answer's message ends")
@given(row=rows.gsm8k())
def test_ends_with_the_answer(submission, tokenizer, row):
    """The text ends with the answer and its end token, not with the header of a further turn."""
    result = submission.call(NAME, row, tokenizer, keep=KEYS)
    expect_type(result, dict)
    text = expect_key(result, "text")
    expect_type(text, str, 'result["text"]')
    last = row["answer"] + tokenizer.special_tokens.end
    if text.rstrip("\n")[-len(last) :] != last:
        raise mismatch("ends_with", where='result["text"]', expected=last, got=ending(text))


@pytest.mark.check(NAME, points=1, hint="constant", promise="Each row gives its own messages and text.")
def test_rows_of_gsm8k(submission, tokenizer, draw, real_rows):
    """Row after row of gsm8k, each gives its own messages and text."""
    for row in rows.sample_gsm8k(draw, real_rows or 10, real=real_rows > 0):
        result = submission.call(NAME, row, tokenizer, keep=KEYS)
        messages = expect_messages(result)
        _expect_chat(messages, row)
        expect_rendered(result, messages, tokenizer)
