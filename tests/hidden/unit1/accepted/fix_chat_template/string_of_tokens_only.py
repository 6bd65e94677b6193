# source: learners
import re

from jinja2.sandbox import ImmutableSandboxedEnvironment


def loses_system(template):
    jinja = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    chat = [{"role": "system", "content": "probe"}, {"role": "user", "content": "Hi!"}]
    return "probe" not in jinja.from_string(template).render(messages=chat)


def fix_chat_template(template):
    if not loses_system(template):
        return template
    system, end, user, _, assistant = re.findall(r"<\|\w+\|>", template)[:5]
    q = chr(34)
    parts = []
    for role, token in (("system", system), ("user", user), ("assistant", assistant)):
        parts.append("{%- if m.role == " + q + role + q + " -%}" + token + "{%- endif -%}")
    turn = "".join(parts) + "{{ " + repr("\n") + " ~ m.content ~ " + repr("\n" + end + "\n") + " }}"
    ask = "{%- if add_generation_prompt -%}" + assistant + "{{ " + repr("\n") + " }}{%- endif -%}"
    return "{%- for m in messages -%}" + turn + "{%- endfor -%}" + ask
