# source: learners
def tokens(text):
    word, found = "", []
    for letter in text.lower() + " ":
        if letter.isalnum() or letter == "_":
            word += letter
        elif word:
            found.append(word)
            word = ""
    return found


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    if type(train) is str or type(benchmark) is str:
        raise TypeError("str")
    items = [tokens(item) for item in benchmark]
    keep, drop = [], []
    for i, row in enumerate(train):
        ours = tokens(row)
        dirty = False
        for item in filter(None, items):
            k = n if len(item) >= n else len(item)
            for a in range(len(item) - k + 1):
                for b in range(len(ours) - k + 1):
                    if item[a : a + k] == ours[b : b + k]:
                        dirty = True
        if dirty:
            drop.append(i)
        else:
            keep.append(i)
    return [keep, drop]
