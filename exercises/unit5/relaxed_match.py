"""Exercise 5.2 🐢: is an answer about a chart close enough?

Whoever reads a value off a chart, person or model, is a little wrong. ChartQA therefore lets a number be off by 5 % of
the right one, and wants any other answer to be exact. The rule takes a line; what counts as a number takes the rest.

Read: https://arxiv.org/abs/2203.10244 (ChartQA, end of section 5.1)
Check: smol-grade unit5/relaxed_match   Stuck: smol-grade hint relaxed_match
"""


def relaxed_match(prediction: str, gold: str, tolerance: float = 0.05) -> bool:
    """Return whether a prediction is the gold answer, give or take a tolerance where both are numbers.

    |p - g| <= tolerance * |g|, where p and g are the numbers of prediction and gold

    A number is, without white space at its ends: a sign, or none; a dollar sign, or none (the two in either order);
    digits (0-9), with commas between digits and a decimal point allowed, as in 7, 1,234, 0.5, .5 and 5.; a percent
    sign, or none. White space may stand before the percent sign. A sign is +, -, or the minus U+2212.
    Commas need not make groups of three; two together, or one behind the point, are not asked.
    Nothing else is a number: not 1e3, 1_000, 1 000, nan, inf, ٣ (some of these float reads), 5 apples, €5, $ 5, 5 $,
    - 5, 5%%, $$5 or 1.2.3.

    Args:
        prediction: what the model said.
        gold: the right answer.
        tolerance: how far off a number may be, as a share of gold, 0 or more, and finite.

    Returns:
        A bool.
        Two numbers match if the formula holds. Dollar signs and commas do not count.
        If one of the two numbers has a percent sign and the other has none, they also match if the formula holds for
        a hundredth of the one with the sign: 12% matches 12, and 0.12 too. If both have it, they compare as they stand.
        Two texts that are no numbers match if they are the same, except for upper or lower case (as str.lower makes
        it) and white space at their ends. All else counts: "New York" is not "NewYork", and "Yes." is not "Yes".
        A number and a text that is no number never match.

    Raises:
        ValueError: tolerance is negative.
        TypeError: prediction or gold is not a str, such as 5 or None. (Where both errors apply, either is right.)

    Edge cases:
        Gold 0 (or 0.0, 0%, -0): only another 0 matches it, whatever the tolerance.
        The tolerance is a share of gold, not of the prediction: 106 does not match 100, while 100 matches 105.5.
        Exactly at the tolerance is a match: with tolerance 0.25, 125 and 75 match 100. How floats round is not tested.
        Signs count: -95 matches -100, and not 100. With tolerance 0, 1,000.0 still matches 1000.
        Two empty texts match.

    Example:
        >>> relaxed_match("$1,040", "1000"), relaxed_match("24 %", "0.25"), relaxed_match("yes ", "Yes")
        (True, True, True)
    """
    # TODO 5.2: read both as numbers and compare these; if they are none, compare the texts
    raise NotImplementedError("TODO 5.2: read both as numbers and compare these; if they are none, compare the texts")
