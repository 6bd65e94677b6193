"""Hidden suite of exercise 1.17. A new word, put into one text of the learner's own row at a time, shows what the chat says.

The rows are the learner's; the oracle is the word: it is drawn per row, so no constant and no table of answers holds it.
"""

import pytest

from smol_grade.judge import detect, likeness
from smol_grade.judge.chat import ROLES, expect_messages
from smol_grade.judge.data_file import DataFile, new_word
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import Mismatch, mismatch, show
from smol_grade.records import Sentence
from smol_grade.submission import SubmissionError

NAME = "to_messages"
DATA = "own_data.jsonl"
KEEP = ("messages",)
MADE_UP = {"question": "Where does the cat sleep?", "answer": "On the piano."}
FILE = DataFile(DATA, NAME, KEEP, MADE_UP)


def _contents(call, role):
    return [message["content"] for message in call.result["messages"] if message["role"] == role]


def _fixed(role):
    """Return a detector: these messages say the same for another row, and whatever text of this one has a new word."""

    def sees(seen):
        said = [_contents(call, role) for call in seen.earlier if call.error is None]
        return len(said) > 1 and _has_new_word(seen) and all(one == said[0] for one in said)

    return sees


def _has_new_word(seen):
    """The last call was about a row of an earlier one, a word added."""
    return any(
        type(text) is str and text.rpartition(" ")[0] == call.args[0].get(key)
        for call in seen.earlier
        for key, text in seen.row.items()
    )


def _same_for_other_row(seen):
    return not _has_new_word(seen) and detect.same_for_every_row(seen)


def _looks_up(seen):
    """A table in the code knows the texts of the file, and no others."""
    failed = [(seen.row, seen.error), *((call.args[0], call.error) for call in seen.earlier)]
    return any(
        error is not None and error.type == "KeyError" and error.message in map(repr, row.values())
        for row, error in failed
    )


def _cut(seen):
    """A message holds only a part of a text, and not just all of it but the new word."""
    contents = [message["content"].strip() for message in seen.fields["messages"]]
    texts = [text.strip() for text in seen.row.values() if type(text) is str]
    whole = {*texts, *(text.rpartition(" ")[0] for text in texts)}
    return any(content in text for content in contents if content not in whole for text in texts)


def _piles_up(seen):
    """The messages of an earlier row stand before those of this one."""
    before = [call.result["messages"] for call in seen.earlier if call.error is None and call.args[0] != seen.row]
    now = seen.fields["messages"]
    return any(0 < len(old) < len(now) and now[: len(old)] == old for old in before)


def _not_again(seen):
    """The same row gave other messages before."""
    return any(
        call.error is None and call.args[0] == seen.row and call.result["messages"] != seen.fields["messages"]
        for call in seen.earlier
    )


def _reads_the_file(seen):
    return "FileNotFoundError" in (seen.error.type, *seen.error.kinds)


def _wrong_count(seen):
    return seen.error.type == "ValueError" and "values to unpack" in seen.error.message


def _no_text_content(seen):
    contents = [message["content"] for message in seen.fields["messages"]]
    return any(type(content) is not str for content in contents)


def _other_roles(seen):
    return any(message["role"] not in ROLES for message in seen.fields["messages"])


def _no_dicts(seen):
    return seen.fields["messages"] != [] and type(seen.fields["messages"][0]) is not dict


def _other_message_keys(seen):
    return any(message.keys() != {"role", "content"} for message in seen.fields["messages"])


def _no_messages(seen):
    return seen.error is None and type(seen.result) is dict and "messages" not in seen.result


def _no_turns(seen):
    return not _take_turns([message["role"] for message in seen.fields["messages"]])


def _blank(seen):
    return any(not message["content"].strip() for message in seen.fields["messages"])


def _no_assistant(seen):
    return "assistant" not in [message["role"] for message in seen.fields["messages"]]


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("looked_up", _looks_up),
    Detector("reads_the_file", _reads_the_file),
    Detector("columns_counted", _wrong_count),
    Detector("loads_from_hub", detect.loads_from_hub),
    Detector("characters", detect.loops_over_characters),
    Detector("missing_column", detect.missing_column),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("not_a_dict", detect.returned_bare),
    Detector("no_messages", _no_messages),
    Detector("no_dicts", _no_dicts),
    Detector("message_keys", _other_message_keys),
    Detector("content_no_text", _no_text_content),
    Detector("roles", _other_roles),
    Detector("no_assistant", _no_assistant),
    Detector("turns", _no_turns),
    Detector("blank_content", _blank),
    Detector("rows_pile_up", _piles_up),
    Detector("not_again", _not_again),
    Detector("constant", _same_for_other_row),
    Detector("text_cut", _cut),
    Detector("user_fixed", _fixed("user")),
    Detector("assistant_fixed", _fixed("assistant")),
]


def _chat(submission, row):
    """Return the messages that the function makes of a row; require the form that the stub describes."""
    result = submission.call(NAME, row, keep=KEEP)
    messages = expect_messages(result)
    for index, message in enumerate(result["messages"]):
        where = f'result["messages"][{index}]'
        if message.keys() != {"role", "content"}:
            found = ", ".join(sorted(map(repr, message.keys() - {"role", "content"})))
            raise mismatch("other_keys", where=where, expected="role, content", got=message, found=found[:200])
        if not message["content"].strip():
            raise mismatch("blank", where=f'{where}["content"]', got=message)
    _expect_turns([message["role"] for message in messages])
    return messages


def _expect_turns(roles):
    """Require a user and an assistant in turn, the assistant last, after at most one system message."""
    if not _take_turns(roles):
        expected = "(system), user, assistant, ..."
        raise mismatch("roles", where='result["messages"]', expected=expected, got=", ".join(roles[:20]) or "-")


def _take_turns(roles):
    rest = roles[1:] if roles[:1] == ["system"] else roles
    return rest == ["user", "assistant"] * max(1, len(rest) // 2)


def _reached(submission, row, word):
    """Put the word into one text after the other; return the keys of those that reach a user, an assistant message."""
    users, assistants = [], []
    for key, text in row.texts.items():
        try:
            result = submission.call(NAME, row.values | {key: f"{text} {word}"}, keep=KEEP)
        except SubmissionError:
            continue  # a text that may not say anything: another one has to
        for message in expect_messages(result):
            said = word in message["content"].casefold()
            for role, keys in (("user", users), ("assistant", assistants)):
                if said and message["role"] == role:
                    keys.append(key)
        if _two(users, assistants):
            break
    return users, assistants


def _said(call, role):
    """Return what the messages of a role say after a call, a line each."""
    return "\n".join(_contents(call, role)) if call.error is None else f"{call.error.type}: {call.error.message}"


def _two(users, assistants):
    """Return whether two different texts reach a user and an assistant message."""
    return bool(users and assistants) and len({*users, *assistants}) > 1


@pytest.mark.check(NAME, points=3, hint="no_data", promise="20 to 200 rows, one JSON object a line")
def test_file_of_rows(submission):
    """own_data.jsonl holds 20 to 200 flat rows, one JSON object a line, and no secrets."""
    FILE.expect_form(submission)


@pytest.mark.check(NAME, points=3, hint="copied", promise="two rows are too much alike when they share 80 % or more")
def test_rows_of_your_own(submission):
    """The rows are your own: none comes twice, is a formula filled in, or is copied from the course or GSM8K."""
    rows = FILE.rows(submission)
    likeness.expect_own(rows, DATA)
    likeness.expect_no_twins(rows, DATA)
    likeness.expect_no_formula(rows, DATA)


@pytest.mark.check(
    NAME, points=3, hint="turns", promise='then "user" and "assistant" take turns, once or several times'
)
def test_chat_of_a_row(submission):
    """Each row becomes "messages": perhaps a system message, then user and assistant in turn, the assistant last."""
    for row in FILE.rows(submission, least=1):
        _chat(submission, row.values)


@pytest.mark.check(NAME, points=2, hint="constant", promise="Two different rows of the file give different messages.")
def test_each_row_its_own(submission, draw):
    """Different rows give different messages; the same row gives the same ones again, in any order of rows."""
    rows = FILE.rows(submission)
    first, lines = {}, {}
    for row in rows:
        messages = _chat(submission, row.values)
        said = repr(messages)
        if said in lines:
            raise mismatch("same_chat", where=DATA, first=lines[said], second=row.line, got=messages)
        first[row.line], lines[said] = messages, row.line
    for row in draw.sample(rows, k=len(rows)):
        messages = _chat(submission, row.values)
        if messages != first[row.line]:
            sentence = Sentence(key="expect.another_time", fields={"where": DATA, "line": row.line})
            raise Mismatch(sentence, where="result", expected=show(first[row.line]), got=show(messages), exact=True)


@pytest.mark.check(
    NAME,
    points=4,
    hint="texts_lost",
    promise="one of its texts reaches a user message, and another of its texts an assistant message",
)
def test_texts_reach_the_chat(submission, draw):
    """A new word in a text of the row arrives: one text reaches a user message, another an assistant message."""
    rows = FILE.rows(submission)
    submission.call(NAME, rows[-1].values, keep=KEEP)  # detectors compare with another row
    for row in rows:
        word = new_word(draw, row)
        users, assistants = _reached(submission, row, word)
        for key, role, reached in (
            ("no_text_in_user", "user", users),
            ("no_text_in_assistant", "assistant", assistants),
        ):
            if not reached:
                got = _said(submission.calls[-1], role)
                raise mismatch(key, expected=f"... {word}", got=got, line=row.line, word=word)
        if not _two(users, assistants):
            raise mismatch("one_text_in_both", line=row.line, name=users[0][:60])
