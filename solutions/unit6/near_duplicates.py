"""Exercise 6.8 🦁: drop the texts that nearly repeat a kept one.

A model that is asked ten thousand times writes the same question hundreds of times, with a name or a number changed.
Trained on them, a model learns these by heart; split into training and test set, they leak. So generated data goes
through this filter before anything else looks at it. One decision is easily made by accident: which of them stays.

Read: https://arxiv.org/abs/2107.06499 (sections 3 and 4)
Check: smol-grade unit6/near_duplicates   Stuck: smol-grade hint near_duplicates
"""


def near_duplicates(docs: list[str], *, threshold: float = 0.8, ngram: int = 3) -> list[int]:
    r"""Return the indices of the texts to keep: those that resemble no earlier text which is kept.

    J(A, B) = |A and B| / |A or B|   (Jaccard similarity: n-grams in both texts, over n-grams in either)

    The texts are looked at in their order. A text is dropped if its similarity with an earlier text that was *kept* is
    threshold or more; else it is kept. Texts that were dropped drop nobody.

    Words are the matches of \w+ in text.lower(): case, punctuation and white space do not count. An n-gram is `ngram`
    words that follow one another; a text with fewer words has one n-gram, all of its words. A and B are sets: how often
    an n-gram comes in a text does not count.

    Args:
        docs: the texts.
        threshold: above 0 and at most 1.
        ngram: how many words an n-gram has, at least 1.

    Returns:
        The kept indices as a list of Python ints, from small to large.
        Two ways are right: exact sets, or the share of equal numbers in MinHash signatures (512 numbers or more, every
        text compared with every kept one). Therefore, wherever two texts of the tests share some of their n-grams but
        not all, their similarity is at least 1/8 away from the threshold, and valid thresholds are 0.2 or more.

    Raises:
        ValueError: threshold is 0 or less or above 1, or ngram is below 1, even if there are no texts.

    Edge cases:
        No texts: an empty list. One text is kept.
        Texts with the same n-grams have similarity 1: with threshold 1 they still count as duplicates.
        A text without a word, such as "" or "?!", resembles other such texts with similarity 1, and no other text.
        A resembles B, B resembles C, A and C do not: in the order A, B, C both A and C are kept.
        docs is left as it is.

    Example:
        >>> near_duplicates(["One two three four.", "one two three FOUR", "four three two one"])
        [0, 2]
    """
    # TODO 6.8: the n-grams of each text, compared with those of the texts that are kept
    # BEGIN SOLUTION
    import re  # noqa: PLC0415 - the stub does not need it

    if not 0 < threshold <= 1 or ngram < 1:
        raise ValueError(f"threshold = {threshold} must be above 0 and at most 1, ngram = {ngram} at least 1")
    kept: dict[int, set[tuple[str, ...]]] = {}
    for index, doc in enumerate(docs):
        words = re.findall(r"\w+", doc.lower())
        grams = {tuple(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 1))}
        if all(len(grams & other) / len(grams | other) < threshold for other in kept.values()):
            kept[index] = grams
    return list(kept)
    # END SOLUTION
