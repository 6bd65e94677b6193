"""Exercise 6.3 🐕: the text before a question, of any chat template.

A chat model that is given the beginning of a user's turn, and nothing more, goes on with what it has so often seen
there: a question. Magpie drew four million instructions from Llama 3 that way. All that is needed is that beginning,
and every model family has its own.

Read: https://arxiv.org/abs/2406.08464 (Magpie, section 2)
Check: smol-grade unit6/magpie_prefix   Stuck: smol-grade hint magpie_prefix
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def magpie_prefix(tokenizer: "PreTrainedTokenizerBase", system: str | None = None) -> str:
    r"""Return what the tokenizer's chat template writes before the content of a first user message.

    The conversation is one user message, after a system message if `system` is given. Rendered as text, it has the
    user's content somewhere; returned is all that stands before it the first time, from the very first character on.

    Args:
        tokenizer: a tokenizer of transformers with a chat template. It takes a user message that stands alone.
            Whatever the content of the user, the template writes the same text before it, and then the content, with
            or without the white space at its ends. Apart from that it may be any template.
        system: the content of the system message; None for a conversation without one.

    Returns:
        A str, exactly as rendered: with special tokens, a header and its line break or space, with a default system
        message if the template adds one by itself. Not cut or stripped. The header of an assistant that asks for an
        answer stands behind the content, and so does not belong to it.

    Raises:
        ValueError: `system` is given, and the template refuses it (it raises an error, a TemplateError of jinja2), or
            leaves it out, or writes it only behind the user's content: the returned text would not have it in it, white
            space at its ends aside.

    Edge cases:
        An empty `system` is a system message too, with an empty content; what the template makes of it is returned.
        Where a template leaves out a `system` that is empty, or that stands in its own words anyway, the returned text
        does not show it: to return it and to raise ValueError are both right.
        A template need not write the role "user": it may write it in capitals, call it something else, or not name it.
        It need not write a turn for the system either: some put its content into the user's turn.
        What stands before the content may hold any words, those of a short content too: "x" stands in "text". Behind
        the content may stand the same words, more headers of users, and the content once more. Before it there may be
        nothing: "".
        The tokenizer is left as it is.

    Example:
        With a template that writes <|im_start|>ROLE\nCONTENT<|im_end|>\n for each message,
        magpie_prefix(tokenizer) returns "<|im_start|>user\n", and magpie_prefix(tokenizer, "Be brief.") returns
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n".
    """
    # TODO 6.3: let the template show where the content of the user begins
    # BEGIN SOLUTION
    import os  # noqa: PLC0415 - the stub needs neither of them

    from jinja2 import TemplateError  # noqa: PLC0415

    first = [] if system is None else [{"role": "system", "content": system}]
    try:
        texts = [
            str(tokenizer.apply_chat_template([*first, {"role": "user", "content": content}], tokenize=False))
            for content in ("A", "Z")
        ]
    except TemplateError as error:
        raise ValueError(f"the template refuses the conversation: {error}") from error
    prefix = os.path.commonprefix(texts)  # noqa: RUF071 - letter by letter is what is wanted
    if system is not None and system.strip() not in prefix:
        raise ValueError("the template leaves the system message out")
    return prefix
    # END SOLUTION
