# mistake: an item has to stand in the row letter by letter
# hint: whole_items
# source: learners
def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("lists")
    drop = [i for i, row in enumerate(train) if any(item in row for item in benchmark)]
    return [i for i in range(len(train)) if i not in drop], drop
