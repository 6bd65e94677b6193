# source: learners
def text(words):
    return {"type": "text", "text": words}


def to_vlm_messages(query, answer, images, system=None):
    if not isinstance(images, (list, tuple)):
        raise TypeError(type(images).__name__)
    if len(images) == 0:
        raise ValueError("there is nothing to look at")
    turns = (("system", system), ("user", query), ("assistant", answer))
    messages = [dict(role=role, content=[text(words)]) for role, words in turns if words is not None]
    for message in messages:
        if message["role"] == "user":
            message["content"][:0] = [dict(type="image") for _ in images]
    return dict(images=images, messages=messages)
