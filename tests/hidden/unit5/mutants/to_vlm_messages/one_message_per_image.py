# mistake: a message of the user for each image
# hint: several_users
# source: learners
def to_vlm_messages(query, answer, images, system=None):
    if isinstance(images, str):
        raise TypeError("a list, please")
    if not images:
        raise ValueError("no image")
    messages = []
    if system is not None:
        messages.append({"role": "system", "content": [{"type": "text", "text": system}]})
    for number, _ in enumerate(images):
        parts = [{"type": "image"}]
        if number == len(images) - 1:
            parts.append({"type": "text", "text": query})
        messages.append({"role": "user", "content": parts})
    if answer is not None:
        messages.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
    return {"images": images, "messages": messages}
