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


import functools
import re


@functools.lru_cache(maxsize=None)
def fix_chat_template(template: str) -> str:
    shape = re.sub(r"<\|\w+\|>", "<T>", template)
    m = re.match(r"\{%- for (\w+) in messages %\}\s+\{%- if \w+\['role'\] == 'system' %\}\s+\{%- set (\w+) = ", shape)
    if m is None:
        return template
    loop, var = m.groups()
    want = re.sub(r"<\|\w+\|>", "<T>", BROKEN)
    want = re.sub(r"\b(system_message|message)\b", lambda k: var if k[0] == "system_message" else loop, want)
    if shape != want:
        return template
    s, e, u, _e, a, _e2, _a = re.findall(r"<\|\w+\|>", template)
    return (
        "{% macro turn(token, text) %}{{ token }}\n{{ text }}\n" + e + "\n\n{% endmacro %}"
        "{% set rest = messages %}"
        "{% if messages and messages[0]['role'] == 'system' %}"
        "{{ turn('" + s + "', messages[0]['content']) }}{% set rest = messages[1:] %}"
        "{% endif %}"
        "{% for x in rest %}{{ turn('" + u + "' if x['role'] == 'user' else '" + a + "', x['content']) }}{% endfor %}"
        "{% if add_generation_prompt %}" + a + "\n\n{% endif %}"
    ).replace("\n\n{% end", "\n{% end")
