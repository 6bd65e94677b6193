"""Frozen cases of exercise 5.2: what lm-evaluation-harness's relaxed correctness for ChartQA says of written numbers.

It also drops signs at the end of a text, compares single letters with the first of the prediction, and lifts each of two
percent signs by itself; of that nothing is asked here.
"""

NUMBERS = (
    ("100", "100", False),
    ("104.9", "104.9", False),
    ("95.2", "95.2", False),
    ("$106", "106", False),
    ("-100", "-100", False),
    ("-$95.2", "-95.2", False),
    ("1,000", "1000", False),
    ("0", "0", False),
    ("0.01", "0.01", False),
    ("1.02", "1.02", False),
    ("100%", "100", True),
    ("104 %", "104", True),
    ("1%", "1", True),
)


def freeze():
    """Ask lm-eval about every pair of which not both have a percent sign."""
    from lm_eval.tasks.chartqa.utils import RelaxedCorrectness

    judge = RelaxedCorrectness()
    cases = []
    for prediction in NUMBERS:
        for gold in NUMBERS:
            if not (prediction[2] and gold[2]):
                score = judge.score(prediction[0], gold[0])
                cases.append({"prediction": prediction, "gold": gold, "match": score == 1.0})
    return cases


def check(case, suite):
    """The suite's fractions say the same."""
    from fractions import Fraction

    written = [
        suite.Written(text, Fraction(value), per_cent=per_cent)
        for text, value, per_cent in (case["prediction"], case["gold"])
    ]
    assert suite.near(*written) is case["match"]
