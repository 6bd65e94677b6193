"""Hidden suite of exercise 2.8. A new word, put into one text of the learner's own row at a time, shows where texts go.

The rows are the learner's; the oracle is the word: it is drawn per row, so no constant and no table of answers holds it.
"""

import re
from collections import Counter

import pytest

from smol_grade.judge import detect, likeness
from smol_grade.judge.data_file import DataFile, new_word
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import Mismatch, expect_key, expect_type, mismatch, show
from smol_grade.records import Sentence
from smol_grade.submission import SubmissionError

NAME = "to_eval_item"
DATA = "own_task.jsonl"
KEYS = ("prompt", "choices", "gold_index")
MADE_UP = {"asked": "What lifts a loaf?", "right": "Yeast", "wrong": "Salt"}
FILE = DataFile(DATA, NAME, KEYS, MADE_UP, least=50, most=500)
LEAST_CHOICES, MOST_CHOICES = 2, 10
NEW_WORD = re.compile("([bdfgklmnprtvz][aeiou]){5}")
"""What `new_word` draws."""
THOROUGH = 50
"""Rows all of whose texts are tried; of the others, as many as it takes."""
MOST_SHARE = 60
"""Per cent of the rows that may have their right choice at the same place."""


def _expect_item(result):
    """Require the form that the stub describes; return prompt, choices and the place of the right one."""
    expect_type(result, dict)
    prompt, choices, gold = (expect_key(result, key) for key in KEYS)
    expect_type(prompt, str, 'result["prompt"]')
    if not prompt.strip():
        raise mismatch("blank", where='result["prompt"]', got=prompt)
    expect_type(choices, list, 'result["choices"]')
    if not LEAST_CHOICES <= len(choices) <= MOST_CHOICES:
        expected, got = f"{LEAST_CHOICES} … {MOST_CHOICES}", str(len(choices))
        raise mismatch("equal", where='len(result["choices"])', expected=expected, got=got)
    for index, choice in enumerate(choices):
        where = f'result["choices"][{index}]'
        expect_type(choice, str, where)
        if not choice.strip():
            raise mismatch("blank", where=where, got=choice)
    if len({choice.strip() for choice in choices}) < len(choices):
        raise mismatch("equal", where='result["choices"]', expected=f"{len(choices)} ≠", got=choices)
    expect_type(gold, int, 'result["gold_index"]')
    if not 0 <= gold < len(choices):
        raise mismatch("equal", where='result["gold_index"]', expected=f"0 … {len(choices) - 1}", got=str(gold))
    return prompt, choices, gold


def _item(submission, values):
    return _expect_item(submission.call(NAME, values, keep=KEYS))


def _told(result):
    """Return the part of a result that matters."""
    return {key: result[key] for key in KEYS}


# what detectors see


def _looks_up(seen):
    """A table in the code knows the texts of the file, and no others."""
    failed = [(seen.row, seen.error), *((call.args[0], call.error) for call in seen.earlier)]
    return any(
        error is not None and error.type == "KeyError" and error.message in map(repr, row.values())
        for row, error in failed
    )


def _reads_the_file(seen):
    return "FileNotFoundError" in (seen.error.type, *seen.error.kinds)


def _no_keys(seen):
    return seen.error is None and (type(seen.result) is not dict or not seen.result.keys() >= set(KEYS))


def _choices(seen):
    return seen.fields["choices"]


def _no_list(seen):
    return type(_choices(seen)) is not list


def _no_texts(seen):
    return any(type(text) is not str for text in (seen.fields["prompt"], *_choices(seen)))


def _blank(seen):
    return not all(text.strip() for text in (seen.fields["prompt"], *_choices(seen)))


def _twice(seen):
    texts = [text.strip() for text in _choices(seen)]
    return len(set(texts)) < len(texts)


def _count(seen):
    return not LEAST_CHOICES <= len(_choices(seen)) <= MOST_CHOICES


def _letter(seen):
    return type(seen.fields["gold_index"]) is not int


def _out_of_range(seen):
    return not 0 <= seen.fields["gold_index"] < len(_choices(seen))


def _answer_not_found(seen):
    """The right choice is looked for among the choices, and is not one of them."""
    return seen.error is not None and seen.error.type == "ValueError" and "is not in list" in seen.error.message


def _not_again(seen):
    """The same row gave another item before."""
    return any(
        call.error is None and call.args[0] == seen.row and _told(call.result) != _told(seen.result)
        for call in seen.earlier
    )


def _last_words(seen):
    return [text.rpartition(" ")[2] for text in seen.row.values() if type(text) is str]


def _has_new_word(seen):
    return any(NEW_WORD.fullmatch(word) for word in _last_words(seen))


def _same_for_other_row(seen):
    """Without a new word: another row gave the same."""
    return not _has_new_word(seen) and any(
        call.error is None and call.args[0] != seen.row and _told(call.result) == _told(seen.result)
        for call in seen.earlier
    )


def _items(seen):
    """Return the items of this row and of its variants with a new word, and of one other row."""
    return [call.result for call in seen.earlier if call.error is None and not _no_keys_in(call.result)]


def _no_keys_in(result):
    return type(result) is not dict or not result.keys() >= set(KEYS)


def _fixed(part):
    """Return a detector: this part of the item says the same for another row, and whatever text has a new word."""

    def sees(seen):
        said = [part(item) for item in _items(seen)]
        return len(said) > 1 and _has_new_word(seen) and all(one == said[0] for one in said)

    return sees


def _right(item):
    return item["choices"][item["gold_index"]]


def _leaks(seen):
    """The new word of the last call reaches the right choice, and the prompt too."""
    words = [word for word in _last_words(seen) if NEW_WORD.fullmatch(word)]
    prompt, right = seen.fields["prompt"].casefold(), _right(seen.fields).casefold()
    return any(word in prompt and word in right for word in words)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("looked_up", _looks_up),
    Detector("reads_the_file", _reads_the_file),
    Detector("answer_not_found", _answer_not_found),
    Detector("missing_column", detect.missing_column),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("item_keys", _no_keys),
    Detector("choices_list", _no_list),
    Detector("no_texts", _no_texts),
    Detector("count", _count),
    Detector("blank", _blank),
    Detector("choice_twice", _twice),
    Detector("gold_letter", _letter),
    Detector("gold_range", _out_of_range),
    Detector("right_in_prompt", _leaks),
    Detector("not_again", _not_again),
    Detector("constant", _same_for_other_row),
    Detector("prompt_fixed", _fixed(lambda item: item["prompt"])),
    Detector("right_fixed", _fixed(_right)),
]


# where texts go


def _with_word(row, text, word):
    """Return the row with the word at the end of each text that is this one."""
    return row.values | {key: f"{text} {word}" for key, value in row.texts.items() if value == text}


def _reached(submission, row, word, *, thorough):
    """Put the word into one text after the other; return the texts that reach the prompt, and the right choice."""
    asked, right = [], []
    for text in dict.fromkeys(row.texts.values()):
        values = _with_word(row, text, word)
        try:
            result = submission.call(NAME, values, keep=KEYS)
        except SubmissionError:
            continue  # a text that may not say anything: another one has to
        prompt, choices, gold = _expect_item(result)
        in_prompt, in_right = word in prompt.casefold(), word in choices[gold].casefold()
        if in_prompt and in_right:
            name = next(key for key, value in row.texts.items() if value == text)
            raise mismatch("right_in_prompt", got=prompt, line=row.line, word=word, name=name[:60])
        asked += [text] * in_prompt
        right += [text] * in_right
        if asked and right and not thorough:
            break
    return asked, right


@pytest.mark.check(NAME, points=2, hint="no_data", promise="50 to 500 rows, one JSON object a line")
def test_file_of_rows(submission):
    """own_task.jsonl holds 50 to 500 flat rows, one JSON object a line, and no secrets."""
    FILE.expect_form(submission)


@pytest.mark.check(NAME, points=3, hint="copied", promise="two rows are too much alike when they share 80 % or more")
def test_rows_of_your_own(submission):
    """The rows are your own: none comes twice, is a formula filled in, or is copied from the course or GSM8K."""
    rows = FILE.rows(submission)
    likeness.expect_own(rows, DATA)
    likeness.expect_no_twins(rows, DATA)
    likeness.expect_no_formula(rows, DATA)


@pytest.mark.check(NAME, points=3, hint="item_keys", promise="a list of 2 to 10 texts, none blank, no two the same")
def test_item_of_a_row(submission):
    """Each row becomes a prompt, 2 to 10 different choices, and the place of the right one."""
    for row in FILE.rows(submission, least=1):
        _item(submission, row.values)


@pytest.mark.check(NAME, points=2, hint="constant", promise="Two different rows of the file give different items.")
def test_each_row_its_own(submission, draw):
    """Different rows give different items; the same row gives the same one again, in any order of rows."""
    rows = FILE.rows(submission)
    first, lines = {}, {}
    for row in rows:
        item = _item(submission, row.values)
        if repr(item) in lines:
            raise mismatch("same_item", where=DATA, first=lines[repr(item)], second=row.line, got=list(item))
        first[row.line], lines[repr(item)] = item, row.line
    for row in draw.sample(rows, k=len(rows)):
        item = _item(submission, row.values)
        if item != first[row.line]:
            sentence = Sentence(key="expect.another_item", fields={"where": DATA, "line": row.line})
            told = {"expected": show(list(first[row.line])), "got": show(list(item))}
            raise Mismatch(sentence, where="result", exact=True, **told)


@pytest.mark.check(NAME, points=2, hint="one_place", promise="no gold_index comes in more than 60 % of the file's rows")
def test_answer_anywhere(submission):
    """No place holds the right choice in more than 60 % of the rows."""
    places = Counter(_item(submission, row.values)[2] for row in FILE.rows(submission))
    total = sum(places.values())
    [(place, count)] = places.most_common(1)
    if 100 * count > MOST_SHARE * total:
        got = ", ".join(f"{place}: {count}" for place, count in sorted(places.items()))
        told = {"place": place, "count": count, "total": total, "most": MOST_SHARE}
        raise mismatch(
            "one_place", where=DATA, expected=f"≤ {MOST_SHARE * total // 100}", got=got, hint="one_place", **told
        )


@pytest.mark.check(
    NAME,
    points=3,
    hint="texts_lost",
    promise="one of its texts reaches the prompt, and another of its texts the right choice",
)
def test_texts_reach_the_item(submission, draw):
    """A new word in a text of the row arrives: one text reaches the prompt, another the right choice and not the prompt."""
    rows = FILE.rows(submission)
    submission.call(NAME, rows[-1].values, keep=KEYS)  # detectors compare with another row
    for number, row in enumerate(draw.sample(rows, k=len(rows))):
        word = new_word(draw, row)
        asked, right = _reached(submission, row, word, thorough=number < THOROUGH)
        for key, where, reached in (
            ("no_text_in_prompt", 'result["prompt"]', asked),
            ("no_text_in_right", 'result["choices"][result["gold_index"]]', right),
        ):
            if not reached:
                raise mismatch(
                    key, where=where, expected=f"... {word}", got=_said(submission, key), line=row.line, word=word
                )


def _said(submission, key):
    """Return what the last item says at the place where a word was missed."""
    call = submission.calls[-1]
    if call.error is not None:
        return f"{call.error.type}: {call.error.message}"
    return call.result["prompt"] if key == "no_text_in_prompt" else _right(call.result)
