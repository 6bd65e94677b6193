# source: learners
def make_training_template():
    template = (
        "{%- for message in messages %}"
        "{%- if message.role != 'assistant' %}"
        "{{- '<|im_start|>' ~ message.role ~ '\\n' ~ message.content ~ '<|im_end|>\\n' }}"
        "{%- else %}"
        "{{- '<|im_start|>assistant\\n' }}"
        "{%- generation -%}"
        "{{ message.content ~ '<|im_end|>' }}"
        "{%- endgeneration -%}"
        "{{- '\\n' }}"
        "{%- endif %}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    )
    return template
