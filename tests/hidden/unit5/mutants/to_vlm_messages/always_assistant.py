# mistake: without an answer there is an empty turn of the assistant
# hint: empty_turn
# source: learners
def to_vlm_messages(query, answer, images, system=None):
    if isinstance(images, str):
        raise TypeError("a list, please")
    if not images:
        raise ValueError("no image")
    messages = []
    if system is not None:
        messages.append({"role": "system", "content": [{"type": "text", "text": system}]})
    content = [{"type": "image"} for _ in images]
    content.append({"type": "text", "text": query})
    messages.append({"role": "user", "content": content})
    messages.append({"role": "assistant", "content": [{"type": "text", "text": answer or ""}]})
    return {"images": images, "messages": messages}
