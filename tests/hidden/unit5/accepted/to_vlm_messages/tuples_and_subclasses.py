# source: learners
from collections import OrderedDict


class Message(dict):
    pass


def to_vlm_messages(query, answer, images, system=None):
    if isinstance(images, (str, bytes)):
        raise TypeError("images must be a list")
    images = tuple(images)
    if not images:
        raise ValueError("no images")
    messages = ()
    if system is not None:
        messages += (Message(role="system", content=(OrderedDict(type="text", text=system),)),)
    places = tuple({"type": "image"} for image in images)
    messages += (Message(content=places + ({"text": query, "type": "text"},), role="user"),)
    if answer is not None:
        messages += (Message(role="assistant", content=({"text": answer, "type": "text"},)),)
    return {"images": images, "messages": messages}
