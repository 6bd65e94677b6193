"""Exercise 1.4 🐢: a gsm8k problem as messages, with its final answer apart.

In exercise 1.2 the answer was copied as it stands. Often one wants more: a system message in front, the calculator
marks taken out, which only make sense to a model that has a calculator, and the final answer as a text of its own, to
compare with what a model says later.

Read: the card of openai/gsm8k, https://huggingface.co/datasets/openai/gsm8k
Check: smol-grade unit1/gsm8k_to_messages   Stuck: smol-grade hint gsm8k_to_messages
"""

from typing import Any


def gsm8k_to_messages(
    example: dict[str, str], system: str | None = None, strip_calculator: bool = True
) -> dict[str, Any]:
    r"""Return a gsm8k problem as "messages" to train on and its "final_answer" to grade by.

    Args:
        example: one row of openai/gsm8k, e.g.
            {"question": "A crate holds 24 nuts. How many nuts are in 50 crates?",
             "answer": "There are 50*24 = <<50*24=1200>>1,200 nuts in them.\n#### 1,200"}
            The last line of an answer is #### and the final answer; #### stands nowhere else.
        system: what a system message says; None for no system message.
        strip_calculator: whether the calculator marks, such as <<50*24=1200>>, are taken out of the answer.

    Returns:
        A dict with both keys (further keys are ignored; you may return a new dict or the example with keys added):
        "messages": a list of dicts with "role" and "content": the "system" message if there is one, then one "user"
            message with the question, then one "assistant" message with the answer, its last line included.
        "final_answer": a str: what stands after #### in the last line, without white space around it and without
            commas. Nothing else of it changes: "-5" stays "-5" and "12.50" stays "12.50".
        For the row above, the assistant's content is "There are 50*24 = 1,200 nuts in them.\n#### 1,200" and the final
        answer "1200". With strip_calculator=False the content keeps its <<50*24=1200>>; the final answer is the same.

    Raises:
        ValueError: #### does not stand in the answer, or stands in it more than once.

    Edge cases:
        A mark begins with << and ends with the next >> of the same line. A line may hold several marks, the last line
        holds none. Only the marks go: the number after a mark stays, and so do spaces, commas, and a single < or >.
        In the question nothing is taken out, not even a mark.
        All else is copied verbatim: question, answer and system message, however long, with line breaks of any kind
        inside, braces, quotes, letters and signs beyond ASCII. Only spaces and line breaks at either end of a content
        do not matter: strip them or leave them.
        Each row gives its own messages and its own final answer.
    """
    # TODO 1.4: take the answer apart, build the messages, and return both
    # BEGIN SOLUTION
    question, answer = example["question"], example["answer"]
    if answer.count("####") != 1:
        raise ValueError(f"#### stands in the answer {answer.count('####')} times")
    final_answer = answer.partition("####")[2].strip().replace(",", "")
    while strip_calculator and "<<" in answer:
        before, _, rest = answer.partition("<<")
        answer = before + rest.partition(">>")[2]
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    return {"messages": messages, "final_answer": final_answer}
    # END SOLUTION
