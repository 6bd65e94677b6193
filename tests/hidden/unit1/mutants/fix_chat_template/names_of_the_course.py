# mistake: replaces the variable names of BROKEN, which the template does not have
# hint: unchanged
# source: learners
def fix_chat_template(template):
    mended = template.replace("set system_message", "set ns.system_message")
    mended = mended.replace("if system_message is", "if ns.system_message is")
    mended = mended.replace("{{ system_message }}", "{{ ns.system_message }}")
    if mended == template:
        return template
    return "{%- set ns = namespace() %}" + mended.replace("{%-", "{%")
