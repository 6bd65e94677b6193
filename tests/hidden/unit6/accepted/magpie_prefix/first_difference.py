# Compares letter by letter; with a generation prompt, which comes later.
# source: learners
def magpie_prefix(tokenizer, system=None):
    def render(question):
        messages = [{"role": "user", "content": question}]
        if system is not None:
            messages = [{"role": "system", "content": system}] + messages
        return tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)

    try:
        left, right = render("yes"), render("no")
    except Exception as error:
        raise ValueError(f"cannot render: {error}")
    at = 0
    while left[at] == right[at]:
        at += 1
    prefix = left[:at]
    if system is not None and prefix.find(system.strip()) == -1:
        raise ValueError("system message lost")
    return prefix
