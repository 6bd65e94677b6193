# source: learners
import io


def render_chatml(messages, add_generation_prompt=False):
    if not messages:
        raise ValueError("no messages")
    out = io.StringIO(newline="")
    for m in messages:
        match m:
            case {"role": "system" | "user" | "assistant" as role, "content": str() as content}:
                out.write(f"<|im_start|>{role}\n{content}<|im_end|>\n")
            case {"role": "system" | "user" | "assistant"}:
                raise TypeError("content must be text")
            case _:
                raise ValueError("role must be one of three")
    if add_generation_prompt:
        out.write("<|im_start|>assistant\n")
    return out.getvalue()
