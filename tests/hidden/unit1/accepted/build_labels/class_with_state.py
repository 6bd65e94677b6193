# source: learners
class Labeler:
    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def ids(self, messages, prompt=False):
        if not messages:
            return []
        return list(self.tokenizer.apply_chat_template(messages, tokenize=True, add_generation_prompt=prompt)["input_ids"])

    def __call__(self, messages):
        full = self.ids(messages)
        labels = []
        for n, message in enumerate(messages):
            if message["role"] == "assistant":
                start = len(self.ids(messages[:n], prompt=True))
                stop = len(self.ids(messages[: n + 1]))
                labels += [-100] * (start - len(labels))
                labels += full[start : stop - 1]
        labels += [-100] * (len(full) - len(labels))
        return full, labels


def build_labels(messages, tokenizer, max_length=None):
    if len([m for m in messages if m["role"] == "assistant"]) == 0:
        raise ValueError
    full, labels = Labeler(tokenizer)(messages)
    if max_length:
        full, labels = full[:max_length], labels[:max_length]
    return {"input_ids": full, "labels": labels}
