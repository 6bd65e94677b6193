# source: learners
TEMPLATE = """{% for message in messages %}
<|im_start|>{{ message['role'] }}
{% if message['role'] == 'assistant' %}
{% generation %}{{ message['content'] }}<|im_end|>{% endgeneration %}
{% else %}
{{ message['content'] }}<|im_end|>
{%- endif %}

{% endfor %}
{% if add_generation_prompt %}
<|im_start|>assistant
{% endif %}
"""


def make_training_template(template: str = TEMPLATE) -> str:
    return template
