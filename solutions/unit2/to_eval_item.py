"""Exercise 2.8 🦁: an evaluation task of your own domain.

No public benchmark asks what your model is for. A task of your own does, with questions that you know the answers to.
Write it into a file, own_task.jsonl beside this file, and write the function that makes an item of each of its rows.
score_choices can then score them: it appends each choice to the prompt.

The file is part of your submission: it is graded and published together with this one. So put nothing private into it.

Read: https://huggingface.co/docs/lighteval/adding-a-custom-task and https://jsonlines.org
Check: smol-grade unit2/to_eval_item   Stuck: smol-grade hint to_eval_item
"""

from typing import Any


def to_eval_item(row: dict[str, Any]) -> dict[str, Any]:
    r"""Return the multiple-choice item of one row of your own task.

    Args:
        row: one row of your own_task.jsonl. It is read for you, row by row: your code must not read the file, which is
            not there when it runs. From the line {"asked": "What lifts a loaf?", "right": "Yeast", "wrong": "Salt"}
            comes {"asked": "What lifts a loaf?", "right": "Yeast", "wrong": "Salt"}.

    Returns:
        A dict with these keys (others are ignored), for the row above {"prompt": "What lifts a loaf?\nAnswer:",
        "choices": [" Salt", " Yeast"], "gold_index": 1}:
        "prompt": a str that is not blank.
        "choices": a list of 2 to 10 texts, none blank, no two the same (white space at their ends aside).
        "gold_index": an int, the place of the right choice in choices, counted from 0.

    What the items say:
        In every row, one of its texts reaches the prompt, and another of its texts the right choice, both with their
        ends. To see this, the grader adds a new word to the end of one text of the row at a time, and looks for it in
        the item; where the row holds the same text under several keys, they get the word together. Upper or lower case
        does not matter, nor which words of your own stand around a text. You may raise for a new word in a text that is
        neither of the two (say, in one that must be "easy" or "hard", or the "B" that names the right choice).
        The right choice stays out of the prompt: no text that reaches the right choice reaches the prompt. (So the
        prompt does not list the choices.)
        Nobody scores by always naming one place: no gold_index comes in more than 60 % of the file's rows.
        Two different rows of the file give different items. The same row gives the same item again, in any order of
        rows: the row alone decides, so let the place of the right choice stand in it, or follow from its texts.

    own_task.jsonl, the form:
        50 to 500 rows, one JSON object a line; empty lines do not count. UTF-8, at most 256 KiB.
        Keys, subject and language are yours, and rows may have different keys, but a row is flat: its values are texts,
        numbers, true, false or null (a list of choices becomes keys of its own). It has at most 20 keys, no key twice,
        and at least two texts that are not blank. No NaN or Infinity, no number beyond 64 bits, no half of a character
        (such as "\ud83d" alone).

    own_task.jsonl, the content:
        No secrets: nothing that looks like a whole access token (hf_..., sk-..., AKIA..., ghp_...) or a private key.
        No row twice: rows that differ only in numbers, case, punctuation or spaces count as the same.
        No formula filled in: two rows are too much alike when they share 80 % or more of their words, measured on the
        row that has more. Words are runs of letters, in upper or lower case; each counts once. A text that comes in
        several rows under the same key (a topic, a common wrong answer) does not count.
        Your own: no text is, as a whole, an example of three words or more from this course (its exercises and pages,
        smoltalk's first conversation) or a question of GSM8K, not even with other numbers.
    """
    # TODO 2.8: write own_task.jsonl; here, make an item of one of its rows
    # BEGIN SOLUTION
    wrong = [row[key] for key in ("wrong_1", "wrong_2", "wrong_3") if row.get(key)]
    place = row["place"] % (len(wrong) + 1)
    choices = [*wrong[:place], row["right"], *wrong[place:]]
    return {
        "prompt": f"{row['question']}\nAnswer:",
        "choices": [f" {choice}" for choice in choices],
        "gold_index": place,
    }
    # END SOLUTION
