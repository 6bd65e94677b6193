# source: stub
def hh_to_pair(chosen, rejected):
    tags = [("\n\nHuman:", "user"), ("\n\nAssistant:", "assistant")]

    def scan(s):
        if s.find(tags[0][0]) != 0:
            raise ValueError("does not begin with a Human turn")
        pos, role, start, msgs = 0, None, 0, []
        while pos < len(s):
            for tag, who in tags:
                if s.startswith(tag, pos):
                    if role is not None:
                        msgs.append(dict(role=role, content=s[start:pos].strip()))
                    role = who
                    pos += len(tag)
                    start = pos
                    break
            else:
                pos += 1
        msgs.append(dict(role=role, content=s[start:].strip()))
        return msgs

    c, r = scan(chosen), scan(rejected)
    prompt = []
    while c and r and c[0] == r[0]:
        prompt.append(c.pop(0))
        r.pop(0)
    if not prompt or not c or not r:
        raise ValueError("not a pair")
    return {"prompt": prompt, "chosen": c, "rejected": r}
