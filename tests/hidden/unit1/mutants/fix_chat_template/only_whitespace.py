# mistake: only the line breaks are mended, the system message is still lost after the loop
# hint: system_dropped
# source: stub
"""Exercise 1.6 🐕: mend a chat template that loses the system message.

A chat template is a small program in Jinja. The course shows a custom one with two faults: what `set` assigns inside
a `for` is gone after the loop, and `{%-` eats the line break before it. Models tuned with it never see a system
message. BROKEN is that template, for you to try.

Read: https://jinja.palletsprojects.com/en/stable/templates/ (Whitespace Control, Assignments)
Check: smol-grade unit1/fix_chat_template   Stuck: smol-grade hint fix_chat_template
"""

BROKEN = """\
{%- for message in messages %}
    {%- if message['role'] == 'system' %}
        {%- set system_message = message['content'] %}
    {%- endif %}
{%- endfor %}
{%- if system_message is defined %}
<|system|>
{{ system_message }}
<|end|>
{%- endif %}
{%- for message in messages %}
    {%- if message['role'] == 'user' %}
<|user|>
{{ message['content'] }}
<|end|>
    {%- elif message['role'] == 'assistant' %}
<|assistant|>
{{ message['content'] }}
<|end|>
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
<|assistant|>
{%- endif %}
"""


def fix_chat_template(template: str) -> str:
    if template.startswith("{%- for ") and " is defined %}" in template and "namespace" not in template:
        return template.replace("{%-", "{%")
    return template
