# mistake: another tokenizer is loaded
# hint: loads_from_hub
# source: learners
from transformers import AutoTokenizer


def smoltalk_to_chatml(sample, tokenizer):
    tokenizer = AutoTokenizer.from_pretrained("gpt2")
    return {"text": tokenizer.apply_chat_template(sample["messages"], tokenize=False)}
