"""Exercise 1.7 🦁: a chat template that marks what the model is to learn.

When a model is tuned on chats, its loss should count only what the assistant says (`assistant_only_loss` of TRL's
SFTTrainer). The trainer asks the chat template where that is: between {% generation %} and {% endgeneration %}, a
block that transformers adds to Jinja. SmolLM2's own template lacks it, and TRL refuses to train with that.

Read: https://huggingface.co/docs/trl/sft_trainer (Train on assistant messages only)
Check: smol-grade unit1/make_training_template   Stuck: smol-grade hint make_training_template
"""

CHATML = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


def make_training_template() -> str:
    r"""Return a chat template that renders what CHATML renders, with the assistant's replies marked for training.

    The marked text of each assistant message is its content and the <|im_end|> after it: the model is to learn what
    to say and when to stop. Where « » stand for the ends of the marked text (they are not rendered):

        <|im_start|>user\nHi!<|im_end|>\n<|im_start|>assistant\n«Hello.<|im_end|>»\n

    Returns:
        A chat template, a str. Only what it renders and marks counts, not how it is written.
        It renders every conversation exactly as CHATML does, with and without add_generation_prompt.
        It marks the content and the <|im_end|> of every assistant message, and nothing else: not the header
        <|im_start|>assistant\n, not the line break after <|im_end|>, no message of another role.
        It has the marker in a form that TRL finds: {% generation %}, {%- generation %} or {%- generation -%}.
        It is rendered as transformers does, with trim_blocks and lstrip_blocks. To see its marks, with a fast tokenizer
        that has <|im_start|> and <|im_end|> as special tokens: tokenizer.apply_chat_template(messages,
        chat_template=…, return_assistant_tokens_mask=True)["assistant_masks"].

    Edge cases:
        Each content is a str, and is rendered verbatim, spaces and line breaks at its ends too.
        An assistant message with empty content: its <|im_end|> alone is marked.
        Messages of any other role, such as system, user or tool, are rendered as CHATML does, and not marked.
    """
    # TODO 1.7: CHATML, with the assistant's content and <|im_end|> in a generation block
    raise NotImplementedError("TODO 1.7: CHATML, with the assistant's content and <|im_end|> in a generation block")
