# source: stub
import hashlib


def to_eval_item(row):
    # any rows: the first text is asked, the last other text is right
    texts = [v.strip() for v in row.values() if isinstance(v, str) and v.strip()]
    prompt = texts[0]
    right = [t for t in texts if t.lower() != prompt.lower()][-1]
    middle = [t for t in dict.fromkeys(texts) if t.lower() not in (prompt.lower(), right.lower())]
    pieces = [prompt] + middle
    fillers = [f for f in ("No answer fits", "Every answer fits", "Nobody knows", "Both") if f.lower() != right.lower()]
    digest = hashlib.sha256("\n".join(pieces + [right]).encode("utf-8")).digest()
    place = digest[0] % 3
    choices = fillers[:2]
    choices.insert(place, right)
    return dict(
        prompt=" / ".join(reversed(pieces)) + "\nAnswer:",
        choices=[f" {c}" for c in choices],
        gold_index=place,
        source="own task",
    )
