# mistake: messages of other roles are left out
# hint: turns_missing
# source: learners
def make_training_template():
    template = (
        "{%- for message in messages %}"
        "{%- if message['role'] in ['system', 'user'] %}"
        "{{- '<|im_start|>' + message['role'] + '\\n' }}"
        "{{- message['content'] + '<|im_end|>' }}"
        "{{- '\\n' }}"
        "{%- elif message['role'] == 'assistant' %}"
        "{{- '<|im_start|>' + message['role'] + '\\n' }}"
        "{%- generation %}{{- message['content'] + '<|im_end|>' }}{%- endgeneration %}"
        "{{- '\\n' }}"
        "{%- endif %}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    )
    return template
