# mistake: system messages are left out, as by the course's template whose `set` is local to the loop
# hint: system_dropped
# source: learners
def render_chatml(messages, add_generation_prompt=False):
    text = ""
    for m in messages:
        if m["role"] == "system":
            system = m["content"]  # noqa: F841
        else:
            text += f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n"
    return text + "<|im_start|>assistant\n" * add_generation_prompt
