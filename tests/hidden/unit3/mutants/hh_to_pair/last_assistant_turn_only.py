# mistake: cuts at the last Assistant turn of each dialogue, as the usual recipe for hh-rlhf does, also where they differ earlier
# hint: all_but_last
# source: stub
import re

TERM = "\n\nAssistant:"


def hh_to_pair(chosen, rejected):
    for t in (chosen, rejected):
        if not t.startswith("\n\nHuman:"):
            raise ValueError("start")
        if TERM not in t:
            raise ValueError("no reply")
    cut = chosen.rfind(TERM)
    prompt, a = chosen[:cut], chosen[cut + len(TERM):].strip()
    b = rejected[rejected.rfind(TERM) + len(TERM):].strip()
    if a == b:
        raise ValueError("the same")
    parts = re.split(r"\n\n(Human|Assistant):", prompt)[1:]
    msgs = [{"role": "user" if r == "Human" else "assistant", "content": c.strip()} for r, c in zip(parts[::2], parts[1::2])]
    return {
        "prompt": msgs,
        "chosen": [{"role": "assistant", "content": a}],
        "rejected": [{"role": "assistant", "content": b}],
    }
