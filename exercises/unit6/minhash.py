"""Exercise 6.7 🦁: a signature of a text, by which near duplicates are found (MinHash).

Synthetic data repeats itself with small changes. The Jaccard similarity of two texts' n-grams shows it, but comparing a
million texts pair by pair takes their n-grams apart again and again. MinHash keeps 128 numbers of each text: two texts
agree in about as large a share of these numbers as their n-grams overlap. Data cleaning at web scale rests on it.

Read: http://infolab.stanford.edu/~ullman/mmds/ch3n.pdf (sections 3.2 and 3.3)
Check: smol-grade unit6/minhash   Stuck: smol-grade hint minhash
"""


def minhash(text: str, *, num_perm: int = 128, ngram: int = 3, seed: int = 0) -> list[int]:
    r"""Return the MinHash signature of a text's word n-grams (Broder 1997), the same in every process.

    signature[i] = min of h_i(g) over all n-grams g of the text,   h_i(g) = (a_i * x(g) + b_i) mod P

    x(g): the first 8 bytes of the SHA-256 of g in UTF-8, read as an unsigned big-endian integer. (Not hash():
        it gives a text another number in every process.)
    P: 2**61 - 1, a prime.
    a_i, b_i: drawn from one random.Random(seed), for i = 0, 1, 2, …: first a_i with randrange(1, P), then b_i with
        randrange(P).

    Words are the matches of \w+ in text.lower(): case, punctuation and white space do not count, digits and _ do. An
    n-gram is `ngram` words that follow one another, joined by single spaces.

    Args:
        text: any text.
        num_perm: how many numbers, at least 1.
        ngram: how many words an n-gram has, at least 1.
        seed: an int from 0 up. Only signatures of one seed can be compared.

    Returns:
        num_perm ints, in the order of i: a list or tuple of Python ints, or a NumPy array of shape (num_perm,) and
        dtype int64 or uint64. (No NumPy numbers in a list. And mind that a_i * x(g) does not fit 64 bits.)

    Raises:
        ValueError: num_perm or ngram is below 1.

    Edge cases:
        A text with fewer words than ngram has one n-gram: all of its words.
        A text without a word has none: all numbers are P. (An n-gram gives at most P - 1.)
        An n-gram that comes again changes nothing.
        The first numbers of a signature do not depend on num_perm.

    Example:
        >>> list(minhash("Hello, world!", num_perm=2))  # one n-gram: "hello world"
        [200018229238646149, 562435686750986988]
        >>> list(minhash("One fish, two fish.", num_perm=2))  # two: "one fish two" and "fish two fish"
        [581820520320669584, 970062871526967701]
    """
    # TODO 6.7: words, n-grams, one digest each; then the smallest hash for each i
    raise NotImplementedError("TODO 6.7: words, n-grams, one digest each; then the smallest hash for each i")
