# mistake: namespace(system=none), then asks whether it is defined
# hint: system_surplus
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
    mended = template.replace(f"set {name} =", "set kept.system =")
    mended = mended.replace(f"if {name} is", "if kept.system is").replace(f"{{{{ {name} }}}}", "{{ kept.system }}")
    return "{%- set kept = namespace(system=none) %}\n" + mended.replace("{%-", "{%")
