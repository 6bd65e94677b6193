# attack: returns a chat template with a hundred thousand marks, so that telling of them breaks or swells the answer
# group: h
# targets: make_training_template
# ends: wrong error timeout memory crashed bad_frame
# control: none: a naive grader has no answer to keep small

MARKS = 49_999
"""With as many letters between them: just below the longest text that is looked at."""


def attack(*args, **kwargs):
    return f"{{%- for n in range({MARKS}) %}}{{%- generation %}}a{{%- endgeneration %}}b{{%- endfor %}}"
