# attack: returns a chat template nested so deeply that Jinja's and Python's parsers run out of stack
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout memory crashed
# control: none: a naive grader would fall over in its own process, which no grader takes for a pass

DEPTH = 20_000
PARENTHESES = "{{ " + "(" * DEPTH + "1" + ")" * DEPTH + " }}"
CONDITIONS = "{% if 1 %}" * DEPTH + "{% endif %}" * DEPTH
SIGNS = "{{ " + "-" * (5 * DEPTH) + "1 }}"
FILTERS = "{{ 1" + "|string" * (5 * DEPTH) + " }}"
CALLING_ITSELF = "{% macro call(n) %}{{ call(n + 1) }}{% endmacro %}{{ call(0) }}"
FORMS = (PARENTHESES, CONDITIONS, SIGNS, FILTERS, CALLING_ITSELF)


def attack(*args, **kwargs):
    """Return one form; a template that is given decides which, and without one it is the last."""
    if not args:
        return "{%- generation %}{%- endgeneration %}" + CALLING_ITSELF
    return FORMS[sum(map(ord, args[0])) % len(FORMS)]
