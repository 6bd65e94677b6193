# mistake: cuts both strings where their letters first differ, so that replies which begin alike lose their beginning
# hint: cut_inside
# source: stub
import os
import re


def _msgs(text):
    parts = re.split(r"\n\n(Human|Assistant):", text)[1:]
    return [{"role": "user" if r == "Human" else "assistant", "content": c.strip()} for r, c in zip(parts[::2], parts[1::2])]


def hh_to_pair(chosen, rejected):
    if not chosen.startswith("\n\nHuman:") or not rejected.startswith("\n\nHuman:"):
        raise ValueError("start")
    n = len(os.path.commonprefix([chosen, rejected]))
    prompt = _msgs(chosen[:n])
    if not prompt or n == len(chosen) or n == len(rejected):
        raise ValueError("no pair")
    return {
        "prompt": prompt,
        "chosen": [{"role": "assistant", "content": chosen[n:].strip()}],
        "rejected": [{"role": "assistant", "content": rejected[n:].strip()}],
    }
