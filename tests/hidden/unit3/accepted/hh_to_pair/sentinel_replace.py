# source: stub
def hh_to_pair(chosen, rejected):
    def parse(s):
        if not s.startswith("\n\nHuman:"):
            raise ValueError("start")
        items, rest = [], s
        while rest:
            role = "user" if rest.startswith("\n\nHuman:") else "assistant"
            rest = rest[rest.index(":") + 1:]
            cuts = [i for i in (rest.find("\n\nHuman:"), rest.find("\n\nAssistant:")) if i >= 0]
            cut = min(cuts) if cuts else len(rest)
            items.append({"role": role, "content": rest[:cut].strip()})
            rest = rest[cut:]
        return items

    x, y = parse(chosen), parse(rejected)
    n = max(k for k in range(min(len(x), len(y)) + 1) if x[:k] == y[:k])
    if not 0 < n < min(len(x), len(y)):
        raise ValueError("no pair")
    return {"prompt": x[:n], "chosen": x[n:], "rejected": y[n:]}
