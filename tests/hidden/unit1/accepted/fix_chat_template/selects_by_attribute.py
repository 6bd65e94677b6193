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
    return f"""
{{%- for m in messages | selectattr('role', 'equalto', 'system') -%}}
{system}
{{{{ m.content }}}}
{end}
{{% endfor %}}
{{%- for m in messages | rejectattr('role', 'equalto', 'system') %}}
{{{{ '{user}' if m.role == 'user' else '{assistant}' }}}}
{{{{ m.content }}}}
{end}
{{% endfor %}}
{{%- if add_generation_prompt -%}}
{assistant}
{{% endif -%}}
"""
