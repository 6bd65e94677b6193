# mistake: only the scope of set is mended, the {%- that eat line breaks stay
# hint: line_breaks_lost
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
    found = re.match(r"\{%- for \w+ in messages %\}\n    \{%- if \w+\['role'\] == 'system' %\}\n        \{%- set (\w+) = ", template)
    if not found:
        return template
    var = found[1]
    out = template.replace("set " + var + " =", "set kept_ns.system =")
    out = out.replace("if " + var + " is defined", "if kept_ns.system is defined").replace("{{ " + var + " }}", "{{ kept_ns.system }}")
    return "{%- set kept_ns = namespace() %}\n" + out
