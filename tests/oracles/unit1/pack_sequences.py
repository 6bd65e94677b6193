"""Frozen cases of exercise 1.10: how many packs `trl.pack_dataset` makes with the strategy "bfd"."""

import random


def freeze():
    """Ask TRL."""
    import datasets
    from trl import pack_dataset

    datasets.disable_progress_bars()
    draw = random.Random(0)
    cases = [{"lengths": [2] * 6 + [10] * 6, "max_length": 12}, {"lengths": [9, 0, 30, 16], "max_length": 16}]
    for _ in range(40):
        room = draw.randint(10, 30)
        cases.append({"lengths": [draw.randint(1, room) for _ in range(draw.randint(5, 30))], "max_length": room})
    for case in cases:
        rows = datasets.Dataset.from_dict({"input_ids": [list(range(length)) for length in case["lengths"]]})
        packed = pack_dataset(rows, case["max_length"], "bfd", {"batch_size": None})
        case["packs"] = len(packed)
    return cases


def check(case, suite):
    """The suite's best-fit-decreasing needs as many."""
    assert suite.count_packs(case["lengths"], case["max_length"]) == case["packs"]
