# mistake: TRL's own function on the raw strings, which shares letters
# hint: cut_inside
# source: learners
import re

from trl import extract_prompt


def _messages(text, first="assistant"):
    pieces = re.split(r"\n\n(Human|Assistant):", text)
    out = [{"role": first, "content": pieces[0].strip()}] if pieces[0].strip() else []
    for who, said in zip(pieces[1::2], pieces[2::2]):
        out.append({"role": "user" if who == "Human" else "assistant", "content": said.strip()})
    return out


def hh_to_pair(chosen, rejected):
    if not chosen.startswith("\n\nHuman:") or not rejected.startswith("\n\nHuman:") or chosen == rejected:
        raise ValueError("no pair")
    parts = extract_prompt({"chosen": chosen, "rejected": rejected})
    return {name: _messages(text) for name, text in parts.items()}
