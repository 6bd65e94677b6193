# mistake: the assistant's content is trimmed
# hint: content_changed
# source: stub
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
    return (
        "{%- for message in messages %}"
        "{{- '<|im_start|>' + message['role'] + '\\n' }}"
        "{%- if message['role'] == 'assistant' %}"
        "{%- generation %}{{- message['content'] | trim + '<|im_end|>' }}{%- endgeneration %}"
        "{%- else %}"
        "{{- message['content'] + '<|im_end|>' }}"
        "{%- endif %}"
        "{{- '\\n' }}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    )
