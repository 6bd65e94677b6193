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


class _Mender:
    """Line by line: the template has a fixed set of lines; only names and tokens vary."""

    def __init__(self, template):
        self.lines = template.split("\n")
        self.model = BROKEN.split("\n")

    def names(self):
        lines = self.lines
        if len(lines) != len(self.model):
            return None
        first = lines[0].split()
        third = lines[2].split()
        if len(first) != 6 or len(third) != 6:
            return None
        names = {
            "message": first[2],
            "system_message": third[2],
            "<|system|>": lines[6],
            "<|end|>": lines[8],
            "<|user|>": lines[12],
            "<|assistant|>": lines[16],
        }
        return names

    def is_broken(self):
        names = self.names()
        if names is None:
            return False
        import re

        words = re.compile(r"<\|\w+\|>|\b\w+\b")
        expect = [words.sub(lambda m: names.get(m.group(), m.group()), line) for line in self.model]
        return expect == self.lines

    def mend(self):
        if not self.is_broken():
            return "\n".join(self.lines)
        v = self.names()
        out = []
        for role in ("system", "user", "assistant"):
            out += [
                f"{{%- {'if' if role == 'system' else 'elif'} one['role'] == '{role}' -%}}",
                f"{{{{- '{v['<|' + role + '|>']}\n' -}}}}",
            ]
        return "\n".join(
            ["{%- for one in messages -%}", *out, "{%- endif -%}"]
            + ["{{- one['content'] -}}", "{{- '\\n" + v["<|end|>"] + "\\n' -}}", "{%- endfor -%}"]
            + ["{%- if add_generation_prompt -%}", "{{- '" + v["<|assistant|>"] + "\\n' -}}", "{%- endif -%}"]
        )


fix_chat_template = lambda template: _Mender(template).mend()  # noqa: E731
