"""Exercise 1.18: PLACEHOLDER."""


def extract_reply(output_ids, prompt_len, tokenizer, strip_think):
    """PLACEHOLDER."""
    # TODO 1.18: PLACEHOLDER
    raise NotImplementedError("TODO 1.18: PLACEHOLDER")
