# mistake: takes the prompt out of the lists that it was given
# hint: input_changed
# source: learners
def split_pair(chosen, rejected):
    if not chosen or not rejected or chosen[0] != rejected[0]:
        raise ValueError("no prompt")
    if chosen[: len(rejected)] == rejected or rejected[: len(chosen)] == chosen:
        raise ValueError("no answer")
    prompt = []
    while chosen[0] == rejected[0]:
        prompt.append(chosen.pop(0))
        rejected.pop(0)
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}
