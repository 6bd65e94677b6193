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
    parts = re.split(r"(<\|\w+\|>|\w+)", BROKEN)
    # a pattern from BROKEN itself: tokens and the two variable names are free, the rest is literal
    groups = {"<|system|>": "sys", "<|user|>": "usr", "<|assistant|>": "ast", "<|end|>": "end",
              "message": "m", "system_message": "s"}
    seen = set()
    pattern = ""
    for part in parts:
        if part in groups:
            g = groups[part]
            body = r"<\|\w+\|>" if part.startswith("<|") else r"\w+"
            pattern += f"(?P={g})" if g in seen else f"(?P<{g}>{body})"
            seen.add(g)
        else:
            pattern += re.escape(part)
    match = re.fullmatch(pattern, template)
    if match is None:
        return template
    return (
        "{% for message in messages %}"
        "{% if message['role'] == 'system' %}{{ '" + match["sys"] + "\\n' }}"
        "{% elif message['role'] == 'user' %}{{ '" + match["usr"] + "\\n' }}"
        "{% else %}{{ '" + match["ast"] + "\\n' }}"
        "{% endif %}"
        "{{ message['content'] + '\\n" + match["end"] + "\\n' }}"
        "{% endfor %}"
        "{% if add_generation_prompt %}{{ '" + match["ast"] + "\\n' }}{% endif %}"
    )
