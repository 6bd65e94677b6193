# source: learners
def make_training_template():
    template = (
        "{%- set ns = namespace(open='<|im_start|>', close='<|im_end|>') %}"
        "{%- for message in messages %}"
        "{{- [ns.open, message.role, '\\n'] | join }}"
        "{%- if message.role == 'assistant' %}"
        "{%- generation %}{{- [message.content, ns.close] | join }}{%- endgeneration %}"
        "{%- else %}{{- [message.content, ns.close] | join }}{%- endif %}"
        "{{- '\\n' }}"
        "{%- endfor %}"
        "{{- '<|im_start|>assistant\\n' if add_generation_prompt else '' }}"
    )
    return template
