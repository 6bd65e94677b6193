# source: learners
import copy


def _turns(query, answer, n_images, system):
    if system is not None:
        yield "system", [{"type": "text", "text": system}]
    yield "user", [{"type": "image"} for _ in range(n_images)] + [{"type": "text", "text": query}]
    if answer is not None:
        yield "assistant", [{"type": "text", "text": answer}]


def to_vlm_messages(query, answer, images, *, system=None):
    if isinstance(images, str):
        raise TypeError(f"expected a list of images, got {images!r}")
    if len(images) < 1:
        raise ValueError("expected at least one image")
    messages = [{"role": role, "content": content} for role, content in _turns(query, answer, len(images), system)]
    return {"images": copy.deepcopy(images), "messages": messages}
