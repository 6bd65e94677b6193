# source: learners
CHATML = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


def make_training_template() -> str:
    before, rest = CHATML.split("{{- '<|im_start|>'")
    turn, after = rest.split("{%- endfor %}")
    middle = "message['content'] + '<|im_end|>'"
    head = "{{- '<|im_start|>' + message['role'] + '\\n' }}"
    marked = "{% generation %}{{- " + middle + " }}{% endgeneration %}"
    choice = "{% if message['role'] == 'assistant' %}" + marked + "{% else %}{{- " + middle + " }}{% endif %}"
    assert middle in turn
    return before + head + choice + "{{- '\\n' }}{%- endfor %}" + after
