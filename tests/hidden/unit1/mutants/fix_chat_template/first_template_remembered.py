# mistake: the first broken template's tokens are used for all
# hint: same_as_before
# source: learners
import re

from jinja2.sandbox import ImmutableSandboxedEnvironment


def loses_system(template):
    jinja = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    chat = [{"role": "system", "content": "probe"}, {"role": "user", "content": "Hi!"}]
    return "probe" not in jinja.from_string(template).render(messages=chat)


KNOWN = []


def fix_chat_template(template):
    if not loses_system(template):
        return template
    KNOWN.append(template)
    system, end, user, _, assistant = re.findall(r"<\|\w+\|>", KNOWN[0])[:5]
    roles = "{{- {'system': '%s', 'user': '%s', 'assistant': '%s'}[m['role']]" % (system, user, assistant)
    text = (
        ''
        "{%- for m in messages %}"
        "ROLES + '\\n' + m['content'] + '\\nEND\\n' }}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- 'ASSISTANT\\n' }}{%- endif %}"
    )
    return text.replace("ROLES", roles).replace("END", end).replace("ASSISTANT", assistant).replace("SYSTEM", system)
