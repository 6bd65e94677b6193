# mistake: the template comes back as it came
# hint: unchanged
# source: learners
def fix_chat_template(template):
    return template
