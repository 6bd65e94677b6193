"""Frozen cases of exercise 5.1: what TRL makes of a plain chat with images, and what SmolVLM's template writes."""

CASES = (
    ("How many cats?", "Two.", ["a.png"], None),
    ("Which is newer?", "The second.", ["a.png", "b.png", "a.png"], "Answer in one sentence."),
    ("Read this.", None, ["a.png", "b.png"], None),
    ("", "", ["a.png"], ""),
    ("two\nlines ", None, ["a.png"], " Eres un tutor. "),
)


def freeze():
    """Ask TRL for the parts of a chat whose contents are texts, and Jinja for the template's text of what comes out."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from trl import prepare_multimodal_messages
    from trl.chat_template_utils import smolvlm_chat_template

    template = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(smolvlm_chat_template)
    cases = []
    for query, answer, images, system in CASES:
        said = (("system", system), ("user", query), ("assistant", answer))
        chat = [{"role": role, "content": text} for role, text in said if text is not None]
        messages = prepare_multimodal_messages(chat, images=images)
        text = template.render(messages=messages, add_generation_prompt=False)
        case = {"query": query, "answer": answer, "images": images, "system": system}
        cases.append(case | {"messages": messages, "text": text})
    return cases


def check(case, suite):
    """The suite's messages are TRL's, once the images are in their places; the template writes as many <image>."""
    asked = suite.Asked(*(case[name] for name in ("query", "answer", "images", "system")))
    messages = [suite.written(turn) for turn in suite.turns(asked)]
    images = iter(case["images"])
    for message in messages:
        for part in message["content"]:
            if part == suite.PLACE:
                part["image"] = next(images)
    assert messages == case["messages"], messages
    assert next(images, None) is None
    assert case["text"].count("<image>") == len(case["images"])
