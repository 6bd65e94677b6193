# mistake: it prints and returns nothing
# hint: nothing_returned
# source: learners
def stack_smol_to_text(sample):
    print(sample["content"])
