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


import re

from transformers.utils.chat_template_utils import render_jinja_template


def _renders_system(template):
    def show(system):
        chat = [{"role": "system", "content": system}, {"role": "user", "content": "u"}]
        return render_jinja_template(conversations=[chat], chat_template=template)[0][0]

    try:
        return show("alpha") != show("omega")
    except Exception:
        return True  # the broken one never raises


def fix_chat_template(template: str) -> str:
    if _renders_system(template):
        return template
    system, end, user, _, assistant = re.findall(r"<\|\w+\|>", template)[:5]
    return f"""\
{{% set heads = {{'system': '{system}', 'user': '{user}', 'assistant': '{assistant}'}} %}}
{{% for m in messages %}}
{{{{ heads[m.role] }}}}
{{{{ m.content }}}}
{end}
{{% endfor %}}
{{% if add_generation_prompt %}}
{assistant}
{{% endif %}}
"""
