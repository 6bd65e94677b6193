# source: learners
class NoImage(ValueError):
    pass


def to_vlm_messages(query, answer, images, system=None):
    if type(images) is str:
        raise TypeError
    if images == []:
        raise NoImage
    user = {"role": "user", "content": [{"type": "text", "text": query}]}
    for _ in range(len(images)):
        user["content"].insert(0, {"type": "image"})
    chat = [user]
    if not answer is None:
        chat.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
    if not system is None:
        chat.insert(0, {"role": "system", "content": [{"type": "text", "text": system}]})
    return {"images": [image for image in images], "messages": chat}
