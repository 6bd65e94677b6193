# source: learners
class UnknownRole(ValueError):
    pass


def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise UnknownRole("nobody speaks")
    out = []
    for m in messages:
        if m["role"] not in ("system", "user", "assistant"):
            raise UnknownRole(m["role"])
        if not isinstance(m["content"], str):
            raise TypeError("content")
        out += ["<|im_start|>%s\n%s<|im_end|>\n" % (m["role"], m["content"])]
    if add_generation_prompt:
        out.append("<|im_start|>assistant\n")
    return "".join(out)
