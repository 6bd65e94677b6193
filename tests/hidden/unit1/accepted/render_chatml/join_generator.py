# source: stub
"""Exercise 1.3 🐢: ChatML by hand.

A chat template is no magic: it writes a header before each message and an end token after it. Here you write that
text yourself, with the tokens that SmolLM2 and many other models use. Every line break counts: a model that is asked
in another form than it was trained on answers worse.

Read: https://huggingface.co/docs/transformers/chat_templating
Check: smol-grade unit1/render_chatml   Stuck: smol-grade hint render_chatml
"""


START, END, NL = "<|im_start|>", "<|im_end|>", chr(10)


def _turns(messages, prompt):
    for message in messages:
        yield from (START, message["role"], NL, message["content"], END, NL)
    if prompt:
        yield from (START, "assistant", NL)


def render_chatml(messages, add_generation_prompt=False):
    messages = list(messages)
    if len(messages) == 0:
        raise ValueError("empty conversation")
    roles = [m["role"] for m in messages]
    if any(all(role != known for known in ("assistant", "system", "user")) for role in roles):
        raise ValueError("a role that ChatML of this course does not know")
    # str.join refuses what is not a str, with a TypeError
    return "".join(_turns(messages, add_generation_prompt))
