# mistake: expects the course's variable names and fails without them
# hint: raises
# source: learners
import re


def fix_chat_template(template):
    if "namespace" in template or "{%- set" not in template:
        return template
    content = re.search(r"set system_message = (message)\[", template)[1]
    mended = re.sub(r"\bsystem_message\b", "ns.system", template)
    return "{%- set ns = namespace() %}\n" + mended.replace("{%-", "{%") + content[:0]
