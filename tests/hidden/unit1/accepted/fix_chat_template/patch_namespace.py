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


def _normal(template, loop_var, var):
    """The template with its own names and tokens taken out, to compare it with BROKEN."""
    template = re.sub(r"<\|\w+\|>", "<||>", template)
    template = re.sub(rf"\bset {var} =", "set @ =", template).replace(f"if {var} is", "if @ is")
    template = template.replace("{{ " + var + " }}", "{{ @ }}")
    template = re.sub(rf"\bfor {loop_var} in\b", "for # in", template)
    return re.sub(rf"\b{loop_var}\[", "#[", template)


def fix_chat_template(template: str) -> str:
    """Mend the text: a namespace in place of the plain variable, and no minus signs."""
    loop = re.search(r"for (\w+) in messages", template)
    assigned = re.search(r"set (\w+) =", template)
    if not (loop and assigned):
        return template
    loop_var, var = loop[1], assigned[1]
    if _normal(template, loop_var, var) != _normal(BROKEN, "message", "system_message"):
        return template
    ns = "ns_" + var + "_" + loop_var
    mended = template
    mended = mended.replace("{%- set " + var + " = ", "{%- set " + ns + ".value = ")
    mended = mended.replace("{%- if " + var + " is defined %}", "{%- if " + ns + ".value is defined %}")
    mended = mended.replace("{{ " + var + " }}", "{{ " + ns + ".value }}")
    mended = "{%- set " + ns + " = namespace() %}\n" + mended
    return mended.replace("{%-", "{%")
