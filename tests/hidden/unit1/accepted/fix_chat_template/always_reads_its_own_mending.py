# source: learners
import re


def fix_chat_template(template: str) -> str:
    """Two local repairs; a template without the spots is left alone."""
    spot = r"(\{%- set )(\w+)( = \w+\['content'\] %\}\n\s+\{%- endif %\}\n\{%- endfor %\})"
    found = re.search(spot, template)
    if found is None or "namespace" in template:
        return template
    name = found[2]
    template = re.sub(rf"(?<![<|\w])\b{name}\b(?!\|>)", f"state.{name}", template)
    template = template.replace(f"{{%- if state.{name} is defined", f"{{%- if state.{name} != none")
    template = "{%- set state = namespace(NAME=none) %}\n".replace("NAME", name) + template
    return re.sub(r"(\|>\n *)\{%-", r"\1{%", template)
