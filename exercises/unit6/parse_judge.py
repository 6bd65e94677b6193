"""Exercise 6.2 🐢: the score and the reason in what a judging model wrote.

A model that judges answers is asked for a form, "Score: 4/5 - because", and mostly keeps to it. What keeps to it is
read here. What does not gives None, and can be asked again: a number that was guessed from a sentence is worse than
none, for nobody will notice it among ten thousand rows.

Read: https://arxiv.org/abs/2306.05685 (LLM as a judge, its prompts in appendix A)
Check: smol-grade unit6/parse_judge   Stuck: smol-grade hint parse_judge
"""


def parse_judge(text: str, lo: float = 1, hi: float = 5) -> dict[str, str | float] | None:
    r"""Return the score and the rationale that a judge gives, or None.

    A verdict is one whole line. Its parts, in this order; only SCORE has to be there:
        LABEL      score or rating, in upper or lower case, then a colon
        SCORE      a number; or a number between [[ and ]], with nothing else between them
        SCALE      a slash, then a number
        SEPARATOR  a hyphen, a dash (U+2013 or U+2014) or a colon, with white space behind it or at the line's end
        REASON     any text, asterisks too; only behind a SEPARATOR
    A number is digits, and may go on with a point and more digits: 4, 3.5, 10. White space and asterisks, any amount of
    them, mean nothing before and behind each of these: the word of a LABEL, its colon, SCORE, the slash of a SCALE, its
    number.

    Which verdict counts: the first line that is not empty, if it is a verdict. Else the first verdict of the text that
    has a label. Nothing else counts, so that a number in a sentence is no score: it is text like all the rest.

    Args:
        text: what the judge wrote; its lines end with \n (a \r before it is white space). It has no other line breaks,
            and no other digits than 0 to 9.
        lo, hi: the lowest and the highest score that a judge may give; lo and hi themselves are scores, too.

    Returns:
        {"score": float, "rationale": str}, or None if there is no verdict, if its score is below lo or above hi, or if
        its SCALE is not hi (as numbers: 5.0 is 5). The verdict that counts decides, no later one takes its place.
        The rationale is all of the text but the verdict: the lines before it, its REASON, the lines after it. Each of
        the three loses the white space at its ends; those that are not empty then are joined by \n.

    Raises:
        TypeError: text is not a str.
        ValueError: lo is greater than hi.

    Edge cases:
        No verdicts: "4 apples", "I give 4", "4-5 - between" (no white space behind the hyphen), "4. Good", "-4", "[4]",
        "4 out of 5", "Score 4" (no colon), "Final score: 4", and "Score:" with its number in the next line.
        No verdicts either: "4 -**" (an asterisk behind the hyphen) and "[[ 4 ]]".
        A line that holds only white space is empty; one with asterisks is not. A text that is empty has no verdict.

    Examples:
        "4 - good" and "Rating: **4**\ngood" both give {"score": 4.0, "rationale": "good"}.
        "It is short.\n\n**Score:** 3.5/5 - ok\nNext!" gives {"score": 3.5, "rationale": "It is short.\nok\nNext!"}.
        "Score: 7/10" and "42 - x" give None: another scale, and out of range.
    """
    # TODO 6.2: find the verdict, refuse what is not on the scale, collect the rationale
    raise NotImplementedError("TODO 6.2: find the verdict, refuse what is not on the scale, collect the rationale")
