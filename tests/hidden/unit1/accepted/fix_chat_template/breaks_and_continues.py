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
    return (
        "{%- set tokens = namespace(open='" + assistant + "') -%}"
        "{%- for m in messages -%}"
        "{%- if loop.first and m['role'] == 'system' -%}"
        "{{- '" + system + "\\n' + m['content'] + '\\n" + end + "\\n' -}}{%- continue -%}{%- endif -%}"
        "{{- ('" + user + "' if m['role'] == 'user' else tokens.open) + '\\n' + m['content'] + '\\n" + end + "\\n' -}}"
        "{%- endfor -%}"
        "{{- tokens.open + '\\n' if add_generation_prompt else '' -}}"
    )
