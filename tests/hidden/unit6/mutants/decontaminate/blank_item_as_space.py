# mistake: an item without words becomes one space, which is in every padded row
# hint: blank_item
# source: stub
import re


def decontaminate(train: list[str], benchmark: list[str], n: int = 8) -> tuple[list[int], list[int]]:
    """Return the indices of the rows of train to keep, and of those to drop."""
    for argument in (train, benchmark):
        if isinstance(argument, str):
            raise TypeError("a list of texts, please")
    if n < 1:
        raise ValueError("n is below 1")

    needles = set()
    for item in benchmark:
        words = re.findall(r"\w+", item.lower())
        if len(words) < n:
            needles.add(" ".join(["", *words, ""]))
        for start in range(len(words) - n + 1):
            needles.add(" " + " ".join(words[start : start + n]) + " ")

    keep_idx = []
    drop_idx = []
    for i in range(len(train)):
        padded = " " + " ".join(re.findall(r"\w+", train[i].lower())) + " "
        for needle in needles:
            if needle in padded:
                drop_idx.append(i)
                break
        else:
            keep_idx.append(i)
    return keep_idx, drop_idx
