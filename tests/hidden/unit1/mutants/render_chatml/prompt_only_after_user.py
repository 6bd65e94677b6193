# mistake: adds the header for the answer only when the last message is the user's
# hint: prompt_missing
# source: stub
"""Exercise 1.3 🐢: ChatML by hand.

A chat template is no magic: it writes a header before each message and an end token after it. Here you write that
text yourself, with the tokens that SmolLM2 and many other models use. Every line break counts: a model that is asked
in another form than it was trained on answers worse.

Read: https://huggingface.co/docs/transformers/chat_templating
Check: smol-grade unit1/render_chatml   Stuck: smol-grade hint render_chatml
"""


def render_chatml(messages: list[dict[str, str]], add_generation_prompt: bool = False) -> str:
    if not messages:
        raise ValueError("there are no messages")
    text = ""
    for message in messages:
        role, content = message["role"], message["content"]
        if role not in ("system", "user", "assistant"):
            raise ValueError(f"unknown role: {role!r}")
        if not isinstance(content, str):
            raise TypeError("content is not a str")
        text += f"<|im_start|>{role}\n{content}<|im_end|>\n"
    if add_generation_prompt and messages[-1]["role"] == "user":
        text += "<|im_start|>assistant\n"
    return text
