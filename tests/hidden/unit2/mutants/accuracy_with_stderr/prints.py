# mistake: prints
# hint: nothing_returned
# source: learners
def accuracy_with_stderr(hits):
    acc = sum(hits) / len(hits)
    print(f"acc: {acc:.2%}")
