# source: learners
def hh_to_pair(chosen, rejected):
    def messages(text):
        if text[: len("\n\nHuman:")] != "\n\nHuman:":
            raise ValueError("start")
        found = []
        while text:
            role, size = ("user", 8) if text.startswith("\n\nHuman:") else ("assistant", 12)
            text = text[size:]
            ends = [e for e in (text.find("\n\nHuman:"), text.find("\n\nAssistant:")) if e != -1]
            end = min(ends, default=len(text))
            found.append({"content": text[:end].strip(), "role": role})
            text = text[end:]
        return found

    ours, theirs = messages(chosen), messages(rejected)
    prompt = []
    while ours and theirs and ours[0] == theirs[0]:
        prompt.append(ours.pop(0))
        theirs.pop(0)
    if not (prompt and ours and theirs):
        raise ValueError("no pair")
    return {"prompt": prompt, "chosen": ours, "rejected": theirs}
