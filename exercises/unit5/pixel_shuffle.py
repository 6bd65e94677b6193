"""Exercise 5.4 🐕: fewer, wider image tokens.

An image encoder gives a vector for each patch, hundreds for a tile. Before they reach the language model, Idefics3 and
SmolVLM put neighbouring patches side by side into one long vector: nothing is lost, and the context has a fourth, a
ninth or a sixteenth of the tokens. Put the wrong ones together, and the model still runs, on a scrambled image.

Read: https://arxiv.org/abs/2504.05299 (SmolVLM, section 2), https://arxiv.org/abs/1609.05158 (where the name is from)
Check: smol-grade unit5/pixel_shuffle   Stuck: smol-grade hint pixel_shuffle
"""

import torch


def pixel_shuffle(x: torch.Tensor, scale: int) -> torch.Tensor:
    """Return the vectors of an image with each block of scale x scale neighbours put together into one.

    out[b, R * (S / scale) + C] = the vectors of the block (R, C) one behind the other

    The N vectors of an image are a square grid of S = sqrt(N) rows and columns, row by row: row r, column c is
    x[b, r * S + c]. The block (R, C) has the rows R * scale … R * scale + scale - 1 and the columns C * scale …
    C * scale + scale - 1. Its vectors come row by row too: first those of its first row, from left to right.
    R and C count from 0 to S / scale - 1.

    Args:
        x: [B, N, D], the vectors of B images, of any floating dtype from 16 to 64 bits; none of B, N and D is 0.
        scale: by how much each side of the grid shrinks, 1 or more.

    Returns:
        A tensor [B, N / scale², D * scale²], of x's dtype, that holds the same numbers. It stays in the graph:
        backward() brings each number's gradient back to its place in x.
        (Despite its name it does not undo torch.nn.PixelUnshuffle, which orders numbers in another way.)

    Raises:
        ValueError: x has not three dimensions, N is no square number, scale is less than 1, or scale does not divide S.

    Edge cases:
        scale 1 gives the numbers of x as they are; scale S puts the whole image into one vector.
        x holds the same numbers after the call as before.
        The result may share memory with x, and need not be contiguous.

    Example:
        >>> x = torch.arange(16.0).reshape(1, 16, 1)  # a grid of 4 x 4, with one number a vector
        >>> pixel_shuffle(x, 2)[0, 0]
        tensor([0., 1., 4., 5.])
    """
    # TODO 5.4: see the vectors as a grid, the grid as blocks, and each block as one vector
    raise NotImplementedError("TODO 5.4: see the vectors as a grid, the grid as blocks, and each block as one vector")
