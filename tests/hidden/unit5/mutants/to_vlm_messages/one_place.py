# mistake: one place for all images
# hint: one_place
# source: learners
def to_vlm_messages(query, answer, images, system=None):
    if isinstance(images, str):
        raise TypeError("a list, please")
    if not images:
        raise ValueError("no image")
    messages = []
    if system is not None:
        messages.append({"role": "system", "content": [{"type": "text", "text": system}]})
    content = [{"type": "image"}]
    content.append({"type": "text", "text": query})
    messages.append({"role": "user", "content": content})
    if answer is not None:
        messages.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
    return {"images": images, "messages": messages}
