# mistake: contents are texts; the places of images are written into the question
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
    content = "<image>" * len(images) + query
    messages.append({"role": "user", "content": content})
    if answer is not None:
        messages.append({"role": "assistant", "content": answer})
    return {"images": images, "messages": messages}
