# attack: returns a chat template whose loops within loops would run for years
# group: h
# targets: make_training_template fix_chat_template
# ends: wrong error timeout
# control: none: a naive grader would never come to an end

# Jinja's sandbox allows a range of a hundred thousand; nobody forbids three of them in one another.
LOOPS = 3
TURNS = 99_999


def attack(*args, **kwargs):
    opening = "".join(f"{{%- for n{depth} in range({TURNS}) %}}" for depth in range(LOOPS))
    return "{%- generation %}" + opening + "{%- endfor %}" * LOOPS + "{%- endgeneration %}"
