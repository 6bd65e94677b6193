# mistake: contents of system and assistant are plain texts, as in chats without images
# hint: text_contents
# source: learners
def to_vlm_messages(query, answer, images, system=None):
    if isinstance(images, str):
        raise TypeError("a list, please")
    if not images:
        raise ValueError("no image")
    messages = []
    if system is not None:
        messages.append({"role": "system", "content": system})
    messages.append({"role": "user", "content": [{"type": "image"} for _ in images] + [{"type": "text", "text": query}]})
    if answer is not None:
        messages.append({"role": "assistant", "content": answer})
    return {"images": images, "messages": messages}
