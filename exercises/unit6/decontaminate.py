r"""Exercise 6.5 🐕: training data without the benchmark.

A model that has read the questions of a benchmark scores well and has learnt nothing. Synthetic data are full of them:
the model that writes them has read them too. So every serious data set is compared with the benchmarks that it will be
judged by, and rows that share a long run of words with one are dropped. GPT-3 took runs of 13 words, many take 8.

Read: https://arxiv.org/abs/2005.14165 (GPT-3, appendix C), https://docs.python.org/3/library/re.html
Check: smol-grade unit6/decontaminate   Stuck: smol-grade hint decontaminate
"""


def decontaminate(train: list[str], benchmark: list[str], n: int = 8) -> tuple[list[int], list[int]]:
    r"""Return the indices of the rows of train to keep, and of the rows to drop because they hold words of a benchmark.

    The words of a text are its longest runs of letters, digits and underscores, in lower case, in their order:
        words = re.findall(r"\w+", text.lower())
    Everything else, punctuation and white space, only separates them. So "Don't stop-start!" has four words:
    "don", "t", "stop", "start".

    Args:
        train: the texts of the training rows.
        benchmark: the texts of the benchmark's items. Some dozens here, like train: plain loops are fast enough.
        n: how many words in a row are too many, 1 or more.

    Returns:
        Two lists of ints, (keep_idx, drop_idx), both in ascending order. Each index of train is in exactly one of them.

    A row is dropped if for any item of the benchmark
        - that has n or more words: some n consecutive words of the item are n consecutive words of the row;
        - that has fewer than n words: all words of the item, in their order, are consecutive words of the row.

    Raises:
        ValueError: n is below 1.
        TypeError: train or benchmark is a str, not a list of them.

    Edge cases:
        Words are compared as wholes: "2 22" does not hold the run "2 2", nor does "2 22 3" hold "2 2 3".
        A run lies in one item and in one row: the end of one and the beginning of the next do not make a run.
        Words that are the same but in another order, or with others in between, are no run.
        An item without any word ("", "?!") is ignored: it contaminates nothing. A row without any word is kept.
        A row with fewer than n words can only be dropped because of an item with fewer than n words.
        An item may have one word only: "Yes." drops every row with the word "yes", common as it is.
        train may be empty, and so may benchmark (then all rows are kept). Rows that come again are judged like others,
        each at its index. The arguments are left as they are.

    Example:
        >>> questions = ["What is the capital of Peru?", "What is 2+2?"]
        >>> decontaminate(["Tell me: what is 2 + 2", "The capital of Peru: where is it?", "What is 2?"], questions, n=4)
        ([2], [0, 1])
        (The second row shares the run "the capital of peru"; the first one all four words of the second question.)
    """
    # TODO 6.5: words, the runs of every item (all of a short one), then each row
    raise NotImplementedError("TODO 6.5: words, the runs of every item (all of a short one), then each row")
