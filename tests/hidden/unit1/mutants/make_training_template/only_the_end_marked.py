# mistake: only the end token is marked
# hint: content_unmarked
# source: learners
def make_training_template():
    template = (
        "{%- for message in messages %}"
        "{{- '<|im_start|>' + message['role'] + '\\n' }}"
        "{%- if message['role'] == 'assistant' %}"
        "{{- message['content'] }}{%- generation %}{{- '<|im_end|>' }}{%- endgeneration %}"
        "{%- else %}"
        "{{- message['content'] + '<|im_end|>' }}"
        "{%- endif %}"
        "{{- '\\n' }}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    )
    return template
