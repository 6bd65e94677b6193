# source: learners
def to_vlm_messages(query, answer, images, system=None):
    match images:
        case str():
            raise TypeError("one file name is no list")
        case []:
            raise ValueError("no image")
    roles = {"system": system, "user": query, "assistant": answer}
    messages = []
    for role in roles:
        if roles[role] is None:
            continue
        count = len(images) if role == "user" else 0
        part = {"text": roles[role], "type": "text"}
        messages.append({"content": [{"type": "image"} for _ in range(count)] + [part], "role": role})
    return {"messages": messages, "images": images}
