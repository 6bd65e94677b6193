# mistake: the answers are messages, not lists
# hint: lists_of_messages
# source: learners
def split_pair(chosen, rejected):
    for n, (a, b) in enumerate(zip(chosen, rejected)):
        if a != b:
            if n == 0:
                break
            return {"prompt": chosen[:n], "chosen": a, "rejected": b}
    raise ValueError("no pair")
