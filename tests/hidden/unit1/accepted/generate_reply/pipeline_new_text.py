# source: learners
from transformers import pipeline


def generate_reply(model, tokenizer, messages, max_new_tokens):
    pipe = pipeline("text-generation", model=model, tokenizer=tokenizer)
    return pipe(messages, max_new_tokens=max_new_tokens, do_sample=False, return_full_text=False)[0]["generated_text"]
