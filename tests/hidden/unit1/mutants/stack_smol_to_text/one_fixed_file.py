# mistake: one fixed text for all
# hint: constant
# source: learners
FILE = "print('hello')\n"


def stack_smol_to_text(sample):
    return {"text": FILE}
