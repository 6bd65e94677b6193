"""Exercise 6.6 🐕: a preference pair from the scores of a judge.

UltraFeedback, behind many chat models, was made so: several models answer a prompt, a large model scores the answers,
the best and the worst become a pair. It is cheap, and it goes wrong quietly: a score that is missing is not a zero, a
tie says nothing, and a difference that is smaller than the judge's whims is noise that DPO learns as if it were taste.

Read: https://huggingface.co/docs/trl/dataset_formats#preference and https://arxiv.org/abs/2310.01377 (UltraFeedback)
Check: smol-grade unit6/pairs_from_scores   Stuck: smol-grade hint pairs_from_scores
"""

from typing import Any


def pairs_from_scores(
    prompt: str, generations: list[str], scores: list[float | None], min_margin: float = 1.0
) -> dict[str, Any] | None:
    """Return the best and the worst answer to a prompt as a row of preference data, or None where there is no pair.

    A pair needs: score of the best > score of the worst, and score of the best - score of the worst >= min_margin.

    Args:
        prompt: what was asked, the text of one message of the user.
        generations: the answers to it, in any order.
        scores: the score of each answer, in the order of generations: a finite float or int, the higher the better,
            zero and below zero too. None or nan: this answer has not been scored.
        min_margin: how far apart the two scores are at least, a finite number, 0 or more.

    Returns:
        None, or a dict with these keys (further ones are ignored):
        "prompt": a list of one message, {"role": "user", "content": prompt}
        "chosen", "rejected": a list of one message each, {"role": "assistant", "content": the answer}: chosen is the
            answer with the highest score, rejected the one with the lowest.
        "score_chosen", "score_rejected": the scores of these two, equal to those given (4.0 for 4 will do).

    Raises:
        ValueError: there are more or fewer scores than generations; or min_margin is below 0.

    Edge cases:
        An answer that has not been scored takes no part. Neither does a blank one (empty, or nothing but white space),
        whatever its score.
        If several answers have the highest score, chosen is the first of them in the list; if several have the lowest,
        rejected is the first of them.
        None: fewer than two answers take part, or there are none at all; all scores are equal, also with min_margin=0;
        the scores are less than min_margin apart; or chosen and rejected are the same text, white space at both ends
        aside (str.strip); capital letters and inner white space count. No other answer steps in for them.
        A difference of exactly min_margin is enough. All differences here are exact in floats (2.5 - 1.25, never
        0.3 - 0.1), so comparing with a tolerance like that of math.isclose is right too.
        Texts are copied verbatim: nothing is stripped, lower-cased or added. The arguments are left as they are.

    Example:
        >>> row = pairs_from_scores("Tea?", ["No.", "Yes, please.", "What?"], [2, 4.5, None])
        >>> row["chosen"], row["score_chosen"]
        ([{'role': 'assistant', 'content': 'Yes, please.'}], 4.5)
        >>> pairs_from_scores("Tea?", ["No.", "Yes, please."], [4, 4.5]) is None
        True
    """
    # TODO 6.6: who takes part, the best and the worst of them, whether they are a pair
    raise NotImplementedError("TODO 6.6: who takes part, the best and the worst of them, whether they are a pair")
