# mistake: takes everything but the last message for the prompt
# hint: all_but_last
# source: learners
def split_pair(chosen, rejected):
    if not chosen or not rejected or chosen == rejected or chosen[:-1] != rejected[:-1]:
        if not chosen or not rejected or chosen[0] != rejected[0] or chosen == rejected:
            raise ValueError("not a pair")
        if chosen[: len(rejected)] == rejected or rejected[: len(chosen)] == chosen:
            raise ValueError("not a pair")
    if len(chosen) < 2:
        raise ValueError("no prompt")
    return {"prompt": chosen[:-1], "chosen": chosen[-1:], "rejected": rejected[-1:]}
