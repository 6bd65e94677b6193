# mistake: an empty system text counts as none
# hint: blank_dropped
# source: stub
"""A question about images, as chat messages."""

from typing import Any


def to_vlm_messages(query: str, answer: str | None, images: list[Any], system: str | None = None) -> dict[str, Any]:
    """Return a row: the images, and messages with a place for each of them."""
    if isinstance(images, str):
        raise TypeError("images must be a list of images, not a str")
    if len(images) == 0:
        raise ValueError("there is no image")
    messages = []
    if system:
        messages.append({"role": "system", "content": [{"type": "text", "text": system}]})
    content = []
    for _ in images:
        content.append({"type": "image"})
    content.append({"type": "text", "text": query})
    messages.append({"role": "user", "content": content})
    if answer is not None:
        messages.append({"role": "assistant", "content": [{"type": "text", "text": answer}]})
    return {"images": images, "messages": messages}
