# mistake: line breaks between the tags of the template get into the text
# hint: whitespace
# source: learners
def make_training_template():
    template = (
        "{% for message in messages %}\n"
        "{{ '<|im_start|>' + message['role'] + '\\n' }}\n"
        "{% if message['role'] == 'assistant' %}\n"
        "{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}\n"
        "{% else %}\n"
        "{{ message['content'] + '<|im_end|>' }}\n"
        "{% endif %}\n"
        "{{ '\\n' }}\n"
        "{% endfor %}\n"
        "{% if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}\n"
    )
    return template
