"""Exercise 1.17 🦁: your own data, as chats.

The best data for your project is data that you know: a FAQ, a glossary, notes, answers that you gave. Write it into a
file of your own, own_data.jsonl beside this file, and write the function that makes a chat of each of its rows.

The file is part of your submission: it is graded and published together with this one. So put nothing private into it.

Read: https://huggingface.co/docs/trl/dataset_formats and https://jsonlines.org
Check: smol-grade unit1/to_messages   Stuck: smol-grade hint to_messages
"""

from typing import Any


def to_messages(row: dict[str, Any]) -> dict[str, Any]:
    r"""Return a dict with one row of your own data as "messages".

    Args:
        row: one row of your own_data.jsonl. It is read for you, row by row: your code must not read the file, which is
            not there when it runs. From the line {"term": "crumb", "meaning": "The soft inside of a loaf.", "page": 12}
            comes {"term": "crumb", "meaning": "The soft inside of a loaf.", "page": 12}.

    Returns:
        A dict with "messages", a list of dicts with exactly the keys "role" and "content", both str. One "system"
        message may come first; then "user" and "assistant" take turns, once or several times; the last one is
        "assistant". No content is empty or mere white space. Further keys beside "messages" are ignored.

    What the messages say:
        In every row, one of its texts reaches a user message, and another of its texts an assistant message, both with
        their ends. To see this, the grader adds a new word to the end of one text of the row at a time, and looks for
        it in the messages. Upper or lower case does not matter, nor which words of your own stand around a text, nor
        what you do with the row's other values: you may even raise for a new word in a text that is neither of the two
        (say, in one that must be "easy" or "hard").
        Two different rows of the file give different messages. The same row gives the same messages again, in any
        order of rows.

    own_data.jsonl, the form:
        20 to 200 rows, one JSON object a line; empty lines do not count. UTF-8, at most 256 KiB.
        Keys, subject and language are yours, and rows may have different keys, but a row is flat: its values are texts,
        numbers, true, false or null. It has at most 20 keys, no key twice, and at least two texts that are not blank.
        No NaN or Infinity, no number beyond 64 bits, no half of a character (such as "\ud83d" alone).

    own_data.jsonl, the content:
        No secrets: nothing that looks like a whole access token (hf_..., sk-..., AKIA..., ghp_...) or a private key.
        No row twice: rows that differ only in numbers, case, punctuation or spaces count as the same.
        No formula filled in: two rows are too much alike when they share 80 % or more of their words, measured on the
        row that has more. Words are runs of letters, in upper or lower case; each counts once. A text that comes in
        several rows under the same key (a topic, a fixed instruction) does not count.
        Your own: no text is, as a whole, an example of three words or more from this course (its exercises and pages,
        smoltalk's first conversation) or a question of GSM8K, not even with other numbers.
    """
    # TODO 1.17: write own_data.jsonl; here, make a chat of one of its rows
    raise NotImplementedError("TODO 1.17: write own_data.jsonl; here, make a chat of one of its rows")
