# mistake: the marker is opened with a plus, which Jinja allows and TRL does not find
# hint: no_markers
# source: learners
def make_training_template():
    template = (
        "{%- for message in messages %}"
        "{{- '<|im_start|>' + message['role'] + '\\n' }}"
        "{%- if message['role'] == 'assistant' %}"
        "{%+ generation %}{{- message['content'] + '<|im_end|>' }}{%- endgeneration %}"
        "{%- else %}"
        "{{- message['content'] + '<|im_end|>' }}"
        "{%- endif %}"
        "{{- '\\n' }}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
    )
    return template
