# mistake: a common beginning of letters is cut off the answers too
# hint: cut_inside
# source: learners
import os


def split_pair(chosen, rejected):
    n = 0
    while n < min(len(chosen), len(rejected)) and chosen[n] == rejected[n]:
        n += 1
    if n in (0, len(chosen), len(rejected)):
        raise ValueError("no pair")
    ours, theirs = [dict(m) for m in chosen[n:]], [dict(m) for m in rejected[n:]]
    shared = os.path.commonprefix([ours[0]["content"], theirs[0]["content"]])
    ours[0]["content"] = ours[0]["content"][len(shared) :]
    theirs[0]["content"] = theirs[0]["content"][len(shared) :]
    return {"prompt": chosen[:n], "chosen": ours, "rejected": theirs}
