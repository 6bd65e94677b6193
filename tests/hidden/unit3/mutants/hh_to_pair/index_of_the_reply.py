# mistake: the place of the reply in chosen is used for rejected, and an error ends it
# hint: refuses_good
# source: learners
def hh_to_pair(chosen, rejected):
    def messages(text):
        if not text.startswith("\n\nHuman:"):
            raise ValueError("start")
        out = []
        for exchange in text.split("\n\nHuman:")[1:]:
            asked, answered = exchange.split("\n\nAssistant:")
            out += [
                {"role": "user", "content": asked.strip()},
                {"role": "assistant", "content": answered.strip()},
            ]
        return out

    ours, theirs = messages(chosen), messages(rejected)
    n = 0
    while n < min(len(ours), len(theirs)) and ours[n] == theirs[n]:
        n += 1
    if n in (0, len(ours), len(theirs)):
        raise ValueError("no pair")
    return {"prompt": ours[:n], "chosen": ours[n:], "rejected": theirs[n:]}
