# mistake: the tokenizer's own chat template is overwritten with a ChatML template copied from SmolLM2.
# hint: hard_coded
# source: stub
CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}"
)


def smoltalk_to_chatml(sample, tokenizer):
    tokenizer.chat_template = CHATML
    return {"text": tokenizer.apply_chat_template(sample["messages"], tokenize=False)}
