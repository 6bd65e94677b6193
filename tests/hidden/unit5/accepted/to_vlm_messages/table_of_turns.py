# Accepted: filters a table of turns by comprehension, and gives back a copy of the list.
# source: stub
"""A question about images, as chat messages."""


def _text(text):
    return {"type": "text", "text": text}


def to_vlm_messages(query, answer, images, system=None):
    """Return a row: a copy of the images' list, and the messages out of a table of turns."""
    match images:
        case str():
            raise TypeError(f"images is a str: {images!r}")
        case []:
            raise ValueError("no images")
    turns = [
        ("system", None if system is None else [_text(system)]),
        ("user", [dict(type="image") for _ in range(len(images))] + [_text(query)]),
        ("assistant", None if answer is None else [_text(answer)]),
    ]
    return dict(
        images=[*images],
        messages=[{"role": role, "content": parts} for role, parts in turns if parts is not None],
    )
