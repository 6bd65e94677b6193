# mistake: the example's reply
# hint: greedy
# source: learners
def generate_reply(model, tokenizer, messages, max_new_tokens):
    return 'Lima.'
