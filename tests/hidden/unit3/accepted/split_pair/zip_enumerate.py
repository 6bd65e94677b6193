# source: stub
import copy


def split_pair(chosen, rejected):
    for i, (a, b) in enumerate(zip(chosen, rejected)):
        if a["role"] != b["role"] or a["content"] != b["content"]:
            if i == 0:
                raise ValueError("no common prompt")
            return {
                "prompt": [copy.deepcopy(m) for m in chosen[:i]],
                "chosen": [copy.deepcopy(m) for m in chosen[i:]],
                "rejected": [copy.deepcopy(m) for m in rejected[i:]],
            }
    raise ValueError("identical, or one is the beginning of the other, or empty")
