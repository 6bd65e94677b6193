# mistake: assigns an attribute of something that is no namespace
# hint: namespace_missing
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
    name = re.search(r"set (\w+) =", template)[1]
    mended = re.sub(rf"\b{name}\b", f"ns.{name}", template)
    return "{%- set ns = {} %}\n" + mended.replace("{%-", "{%")
