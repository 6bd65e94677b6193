"""Exercise 5.1 🐢: a question about images, as chat messages.

The chat template of a vision-language model wants each message in parts, and of an image only its place: the image
itself waits in a column of its own. Give it a plain text instead, and SmolVLM's template writes an empty turn and
raises nothing. Put the image into the message, and TRL does not find its place.

Read: https://huggingface.co/docs/trl/sft_trainer (Training Vision Language Models)
      https://huggingface.co/docs/transformers/chat_templating_multimodal
Check: smol-grade unit5/to_vlm_messages   Stuck: smol-grade hint to_vlm_messages
"""

from typing import Any


def to_vlm_messages(query: str, answer: str | None, images: list[Any], system: str | None = None) -> dict[str, Any]:
    """Return a row for training or asking a vision-language model: its images, and messages with a place for each.

    Args:
        query: the question.
        answer: what the model should say, or None where the model is yet to be asked.
        images: a list of one or more images, in their order. What an image is does not matter here: a file name, an
            address, a dict as datasets keeps it, a PIL image. It is passed on and never looked into.
        system: what the system message says, or None for no system message.

    Returns:
        A dict with two keys (further keys are ignored):
        "images": a list of the same images, in the same order, all of them.
        "messages": a list of messages, each a dict with exactly the keys "role" and "content":
            a "system" message, if system is not None;
            a "user" message;
            an "assistant" message, if answer is not None.
        Each "content", the system's and the assistant's too, is a list of parts. A text is the part
        {"type": "text", "text": …}. The place of an image is the part {"type": "image"}, with no other key: no image
        and no None in it. The user's parts are one {"type": "image"} for each image, and then one text, the query.
        The other messages have one part, their text.

    Raises:
        ValueError: there is no image.
        TypeError: images is a str (a single file name instead of a list of them). For "" either error
            is right. What else is no list is not asked.

    Edge cases:
        Texts are copied verbatim: line breaks, spaces at their ends, braces, tags such as <image>, signs beyond ASCII.
        An empty text is a text: answer "" makes an assistant message, system "" a system message, query ""
        a part. Only None does not.
        The same image twice is two images. Their places may be one and the same dict.
        The list of images is left as it is. What you return may hold that very list, or a copy.

    Example:
        >>> to_vlm_messages("Two cats?", "Yes.", ["a.png"])["messages"][0]["content"]
        [{'type': 'image'}, {'type': 'text', 'text': 'Two cats?'}]
    """
    # TODO 5.1: write the parts of each message, and put the messages beside the images
    # BEGIN SOLUTION
    if isinstance(images, str):
        raise TypeError(f"images is a str, {images!r}, not a list")
    if not images:
        raise ValueError("a question without an image")

    def said(role: str, text: str, *places: dict[str, str]) -> dict[str, Any]:
        """Return a message: places of images, and then a text."""
        return {"role": role, "content": [*places, {"type": "text", "text": text}]}

    messages = [said("user", query, *({"type": "image"} for _ in images))]
    if system is not None:
        messages.insert(0, said("system", system))
    if answer is not None:
        messages.append(said("assistant", answer))
    return {"images": images, "messages": messages}
    # END SOLUTION
