# mistake: renders the tokens of BROKEN whatever tokens the given template has
# hint: hard_coded
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


def fix_chat_template(template: str) -> str:
    if not re.match(r"\{%- for (\w+) in messages %\}\n    \{%- if \1\['role'\] == 'system' %\}\n        \{%- set \w+ = \1\['content'\] %\}\n    \{%- endif", template):
        return template
    return (
        "{% for m in messages %}{{ '<|' + m['role'] + '|>\\n' + m['content'] + '\\n<|end|>\\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}"
    )
