# source: learners
import copy


def split_pair(chosen, rejected):
    ours, theirs = copy.deepcopy(chosen), copy.deepcopy(rejected)
    prompt = []
    while ours and theirs and ours[0] == theirs[0]:
        prompt.append(ours.pop(0))
        theirs.pop(0)
    if not prompt or not ours or not theirs:
        raise ValueError(f"{len(prompt)=} {len(ours)=} {len(theirs)=}")
    return {"prompt": prompt, "chosen": ours, "rejected": theirs, "n_shared": len(prompt)}
