# source: learners
import re


def build_labels(messages, tokenizer, max_length=None):
    if not any(m["role"] == "assistant" for m in messages):
        raise ValueError("no assistant message")
    # the tokenizer's template with {% generation %} around what the assistant says, if it looks as expected
    template = tokenizer.chat_template
    end = re.escape(repr(tokenizer.eos_token))
    marked = re.sub(
        r"\{\{-\s*('[^']*') \+ message\['role'\] \+ '\\n' \+ message\['content'\] \+ (" + end + r") \+ '\\n'\s*\}\}",
        r"{{- \1 + message['role'] + '\\n' }}{%- if message['role'] == 'assistant' %}{% generation %}"
        r"{{- message['content'] + \2 }}{% endgeneration %}{%- else %}{{- message['content'] + \2 }}{%- endif %}{{- '\\n' }}",
        template,
    )
    assert marked != template
    out = tokenizer.apply_chat_template(messages, chat_template=marked, return_assistant_tokens_mask=True)
    labels = [t if m else -100 for t, m in zip(out["input_ids"], out["assistant_masks"])]
    return {"input_ids": out["input_ids"][:max_length], "labels": labels[:max_length]}
