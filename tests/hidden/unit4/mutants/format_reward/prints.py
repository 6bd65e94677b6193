# mistake: prints and returns nothing
# hint: nothing_returned
# source: learners
def format_reward(completions, **kwargs):
    for text in completions:
        print(1.0 if str(text).startswith("<think>") else 0.0)
