# mistake: another tokenizer is loaded
# hint: loads_from_hub
# source: learners
from transformers import AutoTokenizer


def gsm8k_to_chatml(sample, tokenizer):
    messages = [{"role": "user", "content": sample["question"]}, {"role": "assistant", "content": sample["answer"]}]
    other = AutoTokenizer.from_pretrained("gpt2")
    return {"messages": messages, "text": other.apply_chat_template(messages, tokenize=False)}
