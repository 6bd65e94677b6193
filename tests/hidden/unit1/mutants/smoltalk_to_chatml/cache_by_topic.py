# mistake: texts are cached by full_topic, so a second row with the same topic gets the text of the first one (shows from the second row on).
# hint: constant
# source: stub
_texts: dict[str, str] = {}


def smoltalk_to_chatml(sample, tokenizer):
    topic = sample.get("full_topic", "")
    if topic not in _texts:
        _texts[topic] = tokenizer.apply_chat_template(sample["messages"], tokenize=False)
    return {"text": _texts[topic]}
