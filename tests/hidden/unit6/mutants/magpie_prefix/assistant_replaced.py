# mistake: takes the header of the assistant and calls it user
# hint: generation_prompt
# source: learners
def magpie_prefix(tokenizer, system=None):
    messages = [{"role": "user", "content": "A"}]
    asked = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    header = asked[len(tokenizer.apply_chat_template(messages, tokenize=False)) :]
    turn = ""
    if system is not None:
        turn = tokenizer.apply_chat_template([{"role": "system", "content": system}], tokenize=False)
    return turn + header.replace("assistant", "user")
