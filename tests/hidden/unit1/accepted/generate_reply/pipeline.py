# source: learners
from transformers import pipeline


def generate_reply(model, tokenizer, messages, max_new_tokens):
    chat = pipeline("text-generation", model=model, tokenizer=tokenizer)
    out = chat(messages, max_new_tokens=max_new_tokens, do_sample=False)
    return out[0]["generated_text"][-1]["content"]
