# mistake: the answers are texts
# hint: lists_of_messages
# source: learners
def hh_to_pair(chosen, rejected):
    opening = "\n\nAssistant:"
    if not chosen.startswith("\n\nHuman:") or not rejected.startswith("\n\nHuman:") or chosen == rejected:
        raise ValueError("no pair")
    cut = chosen.rindex(opening)
    return {
        "prompt": chosen[:cut],
        "chosen": chosen[cut + len(opening) :].strip(),
        "rejected": rejected[rejected.rindex(opening) + len(opening) :].strip(),
    }
