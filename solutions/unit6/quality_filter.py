"""Exercise 6.9 🐕: filters that say what they removed.

Of what a model writes, some is too short, some runs in circles, some is a refusal, some is in another language. Simple
rules find much of it. A filter that only returns what is left hides its own mistakes: a phrase too common, a limit too
strict, and half of the data is gone. So it counts what each rule removed, and a rule that it does not know is an error.

Read: https://arxiv.org/abs/2112.11446 (appendix A.1.1)
Check: smol-grade unit6/quality_filter   Stuck: smol-grade hint quality_filter
"""

from typing import Any


def quality_filter(rows: list[dict[str, Any]], rules: dict[str, Any]) -> dict[str, Any]:
    """Return the rows that no rule removes, and how many rows each rule removed.

    A rule is a name and a setting. For each row, the rules are tried in the order of the dict `rules`; the first one
    that removes the row counts it, and no later rule does. Words are what text.split() gives.

    "min_words": n        removes a text with fewer than n words.
    "max_words": n        removes a text with more than n words.
    "max_repetition": s   removes a text in which the share of repeated trigrams is above s. Trigrams are three words in
                          a row, with upper and lower case alike (lower()); a text of w words has w - 2 of them, and
                          those that stood there before are repeated: share = 1 - different ones / all. Fewer than 3
                          words: 0. ("end." and "end" are two words.)
    "refusals": phrases   removes a text that contains one of the phrases anywhere, also inside a word, both with
                          lower(). White space counts as it stands: two spaces are not one.
    "max_non_latin": s    removes a text in which the share of letters that are not Latin is above s. A letter is a
                          character with isalpha(), a Latin one has a name that begins with "LATIN" (unicodedata.name).
                          A text without letters: 0. (In the tests, every letter has a name.)

    Args:
        rows: dicts with a str under "text", and any other keys.
        rules: any of these rules, in any order, perhaps none. n is an int from 0 up, s a number from 0 to 1, phrases a
            list of texts that are not empty.

    Returns:
        A dict with two keys. "kept": the rows that are left, or copies of them, in their order, with all their keys.
        "removed": for each rule in `rules` how many rows it removed, 0 too; the order of the rules does not matter
        there. Further keys are ignored.

    Raises:
        ValueError: rules holds another name, n is below 0, or s is below 0 or above 1, even if there are no rows.

    Edge cases:
        A text exactly at a limit stays. (In the tests, a share exactly at its limit is 0, 1/4, 1/2, 3/4 or 1.)
        No rules: everything is kept, and "removed" is empty. No phrases: "refusals" removes nothing.
        rows and rules are left as they are.

    Example:
        >>> quality_filter([{"text": "Yes."}, {"text": "No, as I said."}], {"min_words": 2})
        {'kept': [{'text': 'No, as I said.'}], 'removed': {'min_words': 1}}
    """
    # TODO 6.9: a small function for each rule; for each row the first rule that removes it
    # BEGIN SOLUTION
    import unicodedata  # noqa: PLC0415 - the stub does not need it

    def repetition(text: str) -> float:
        words = text.lower().split()
        trigrams = list(zip(words, words[1:], words[2:], strict=False))
        return 1 - len(set(trigrams)) / len(trigrams) if trigrams else 0.0

    def non_latin(text: str) -> float:
        latin = [unicodedata.name(letter, "").startswith("LATIN") for letter in text if letter.isalpha()]
        return latin.count(False) / len(latin) if latin else 0.0

    removes = {
        "min_words": lambda text, n: len(text.split()) < n,
        "max_words": lambda text, n: len(text.split()) > n,
        "max_repetition": lambda text, share: repetition(text) > share,
        "refusals": lambda text, phrases: any(phrase.lower() in text.lower() for phrase in phrases),
        "max_non_latin": lambda text, share: non_latin(text) > share,
    }
    for rule, setting in rules.items():
        if rule not in removes:
            raise ValueError(f"there is no rule {rule!r}; there are {', '.join(removes)}")
        if rule != "refusals" and (setting < 0 or (setting > 1 and not rule.endswith("_words"))):
            raise ValueError(f"{rule} cannot be {setting}")
    removed = dict.fromkeys(rules, 0)
    kept = []
    for row in rows:
        rule = next((rule for rule in rules if removes[rule](row["text"], rules[rule])), None)
        if rule is None:
            kept.append(row)
        else:
            removed[rule] += 1
    return {"kept": kept, "removed": removed}
    # END SOLUTION
