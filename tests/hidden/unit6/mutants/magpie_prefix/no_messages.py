# mistake: asks for a conversation without messages
# hint: other_conversation
# source: learners
def magpie_prefix(tokenizer, system=None):
    messages = [] if system is None else [{"role": "system", "content": system}]
    return tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
