"""Exercise 2.1 🐢: the final answer in what a model wrote about a GSM8K problem.

A model writes a paragraph; a score needs one number. Which number is taken from the paragraph, and how it is written,
decides what is compared: with a careless rule, right answers count as wrong and lucky numbers as right.

Read: https://arxiv.org/abs/2110.14168 (GSM8K, whose solutions end with #### and the answer)
Check: smol-grade unit2/extract_answer   Stuck: smol-grade hint extract_answer
"""


def extract_answer(text: str) -> str | None:
    r"""Return the number that a solution gives as its answer, in its shortest form, or None.

    A number is digits (0-9), with commas between digits and a decimal point before more digits allowed: 7, 1,234, 0.50.
    Directly before its digits may stand a minus sign, which belongs to the number, and a dollar sign, which does not,
    in either order: -$5 and $-5 are -5. A minus sign is a hyphen, or the character U+2212.

    Which number: the first of these rules that finds one decides.
    1. The first number that is marked by #### (wherever it stands, also in front of further problems).
    2. The first number that is marked by one of: answer is, answer:, \boxed{ (upper and lower case alike).
    3. The last number of the text.
    A number is marked if nothing but white space, colons and asterisks, or nothing at all, stands between mark and
    number: "#### 5", "####5" and "The answer is: **5**" do mark 5. A mark without a number does not count: in
    "#### Step 1 … #### 7" the marked number is 7.

    Args:
        text: what a model wrote.

    Returns:
        A str of digits, with a point and a minus sign if needed, or None if there is no number in the text. Gone are
        commas and dollar signs, zeros in front ("007" is "7"), zeros at the end of decimals and a point without
        decimals ("0.50" is "0.5", "18.00" is "18"); zero has no minus ("-0.0" is "0"), and the minus is a hyphen.

    Raises:
        TypeError: text is not a str.

    Edge cases:
        What stands behind a number does not matter: "#### 25%", "#### 5 apples" and "#### 18." give 25, 5 and 18.
        A model that runs on and sets itself further problems gets nothing for them: rule 1 takes the first mark.
        A minus with a space behind it is no sign: "- 5 apples" gives 5.
        A number may have thousands of digits; all of them are kept. (float rounds, Decimal may, int refuses.)

    Examples:
        "He pays 3*$6 = $18.\n#### $18.00" gives "18".
        "#### 1,234\n\nQuestion: what is 2+2?\n#### 4" gives "1234".
        "So 12 of 30 are left, and the answer is \boxed{\u221212.50}, not 3." gives "-12.5".
        "2 + 2 makes 4" gives "4", and "I do not know." gives None.
    """
    # TODO 2.1: find the number by the three rules, and write it in its shortest form
    # BEGIN SOLUTION
    import re  # noqa: PLC0415 - the stub does not need it

    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}, not a str")
    number = r"((?:[-\u2212]\$?|\$[-\u2212]?)?[0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?)"
    for mark in ("####", r"(?:answer is|answer:|\\boxed\{)"):
        marked = re.search(rf"{mark}[\s:*]*{number}", text, flags=re.IGNORECASE)
        if marked:
            found = marked[1]
            break
    else:
        numbers = re.findall(number, text)
        if not numbers:
            return None
        found = numbers[-1]
    whole, _, decimals = found.lstrip("-\u2212$").replace(",", "").partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    size = f"{whole}.{decimals}" if decimals else whole
    negative = found.startswith(("-", "\u2212", "$-", "$\u2212")) and size != "0"
    return f"-{size}" if negative else size
    # END SOLUTION
