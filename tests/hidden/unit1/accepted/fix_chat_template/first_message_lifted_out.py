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
    # an `if` is no scope: the same name, set outside of the loop
    head, rest = template.split("{%- endfor %}\n", 1)
    name = re.search(r"set (\w+) =", head)[1]
    lifted = f"{{%- if messages[0]['role'] == 'system' %}}{{%- set {name} = messages[0]['content'] %}}{{%- endif %}}\n"
    return lifted + rest.replace("{%-", "{%").replace("    {%", "{%")
