# source: stub
from collections import deque


def split_pair(chosen, rejected):
    left, right, prompt = deque(chosen), deque(rejected), []
    while left and right and left[0] == right[0]:
        prompt.append(left.popleft())
        right.popleft()
    if not (prompt and left and right):
        raise ValueError("this is no pair")
    return {"prompt": prompt, "chosen": list(left), "rejected": list(right)}
