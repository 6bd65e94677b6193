# source: stub
import zlib


def _texts(row):
    """the texts that are not blank, by the order of their keys; each text once"""
    found = {}
    for key in sorted(row):
        value = row[key]
        if isinstance(value, str) and value.strip():
            found.setdefault(value.strip().casefold(), value.strip())
    return list(found.values())


def to_eval_item(row):
    asked, right, *rest = _texts(row)
    lead = "".join(f"({text})\n" for text in rest)
    wrong = ["none of these", "all of these", "it cannot be known", "something else"]
    wrong = [text for text in wrong if text != right.casefold()][:3]
    place = zlib.crc32("|".join([asked, right, *rest]).encode()) % 4
    choices = wrong[:place] + [right] + wrong[place:]
    return {"prompt": f"{lead}{asked}\nAnswer:", "choices": [" " + c for c in choices], "gold_index": place}
