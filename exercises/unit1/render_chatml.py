"""Exercise 1.3 🐢: ChatML by hand.

A chat template is no magic: it writes a header before each message and an end token after it. Here you write that
text yourself, with the tokens that SmolLM2 and many other models use. Every line break counts: a model that is asked
in another form than it was trained on answers worse.

Read: https://huggingface.co/docs/transformers/chat_templating
Check: smol-grade unit1/render_chatml   Stuck: smol-grade hint render_chatml
"""


def render_chatml(messages: list[dict[str, str]], add_generation_prompt: bool = False) -> str:
    r"""Return a conversation as ChatML text.

    Each message becomes one turn:
        <|im_start|>ROLE\nCONTENT<|im_end|>\n
    ROLE and CONTENT are the message's own, \n is a line break. The turns follow each other in the messages' order.

    Args:
        messages: dicts with the keys "role" and "content". A role is "system", "user" or "assistant", spelt exactly
            so; roles may come in any order, any number of times, and none of them has to be there.
        add_generation_prompt: True to ask a model for its answer. Then the text goes on, after the last turn and
            whatever its role, with the header of one more assistant turn: <|im_start|>assistant\n

    Returns:
        A str: the turns of all messages, then the header if it is asked for, and nothing else: no system message that
        the conversation does not have (SmolLM2's own template adds one), nothing before, between or after the turns.

    Raises:
        ValueError: there are no messages, or a role is none of the three, in whichever message.
        TypeError: a content is not a str but e.g. None, a number or a list, in whichever message.

    Edge cases:
        Each content is copied verbatim, however long: spaces at either end, line breaks of any kind, braces, quotes,
        percent and dollar signs, letters and signs beyond ASCII, special tokens, empty content.
        The list and the dicts in it are left as they are. The same messages give the same text again.

    Example:
        render_chatml([{"role": "user", "content": "Hi"}]) returns
            "<|im_start|>user\nHi<|im_end|>\n"
        and with add_generation_prompt=True
            "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
    """
    # TODO 1.3: refuse what is not a conversation, then write its turns
    raise NotImplementedError("TODO 1.3: refuse what is not a conversation, then write its turns")
