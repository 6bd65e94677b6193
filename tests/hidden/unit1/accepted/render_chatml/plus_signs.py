# source: learners
ROLES = {"system", "user", "assistant"}


def render_chatml(messages, add_generation_prompt=False):
    if len(messages) == 0:
        raise ValueError("empty conversation")
    text = ""
    for message in messages:
        role = message.get("role")
        if role not in ROLES:
            raise ValueError("unknown role: " + str(role))
        text = text + "<|im_start|>" + role + "\n" + message["content"] + "<|im_end|>" + "\n"
    if add_generation_prompt:
        text = text + "<|im_start|>" + "assistant" + "\n"
    return text
