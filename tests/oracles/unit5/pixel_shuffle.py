"""Frozen cases of exercise 5.4: what the connector of transformers' Idefics3 makes of numbered vectors."""

SHAPES = ((1, 2, 1, 2), (2, 4, 3, 2), (1, 6, 2, 3), (2, 6, 1, 2), (1, 8, 2, 4), (3, 3, 2, 3), (1, 5, 2, 1))
"""Images, side of the grid, numbers of a vector, scale."""


def freeze():
    """Ask transformers."""
    import torch
    from transformers.models.idefics3.modeling_idefics3 import Idefics3Connector

    cases = []
    for images, side, size, scale in SHAPES:
        x = torch.arange(float(images * side * side * size)).reshape(images, side * side, size)
        out = Idefics3Connector.pixel_shuffle(None, x, scale)
        cases.append({"shape": list(x.shape), "scale": scale, "out": out.tolist()})
    return cases


def check(case, suite):
    """The suite's table of sources gathers the same numbers."""
    import numpy as np

    x = np.arange(float(np.prod(case["shape"]))).reshape(case["shape"])
    got = suite.shuffled(x, case["scale"])
    assert got.tolist() == case["out"], got.tolist()
