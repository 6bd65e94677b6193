# mistake: a tokenizer is loaded from the Hub
# hint: loads_from_hub
# source: learners
from transformers import AutoTokenizer


def render_chatml(messages, add_generation_prompt=False):
    tokenizer = AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct")
    return tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=add_generation_prompt)
