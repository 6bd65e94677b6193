"""Exercise 5.3 🐕: how many tokens an image costs.

A vision-language model reads an image as tokens, and a large image costs hundreds of them. Whoever knows the number
beforehand knows what fits into the context, and why a batch does not fit into memory. Idefics3 and SmolVLM enlarge or
shrink every image to one size, cut it into square tiles, and add the whole image as one more tile.

Read: https://arxiv.org/abs/2408.12637 (Idefics3, section 4) and https://arxiv.org/abs/2504.05299 (SmolVLM, section 2)
Check: smol-grade unit5/expected_image_tokens   Stuck: smol-grade hint expected_image_tokens
"""


def expected_image_tokens(
    height: int, width: int, *, image_size: int, patch_size: int, scale_factor: int, longest_edge: int, split: bool
) -> int:
    """Return how many <image> tokens Idefics3's processor writes for one image.

    tokens = tiles * (image_size // patch_size)² / scale_factor²

    The second factor is what one tile costs: it is cut into patches, and the connector puts scale_factor² of them into
    one token. The number of tiles comes about in three steps, where floor drops decimals and ceil rounds up:
    1. Resize. The longer side becomes longest_edge, also where it was shorter, and the other keeps the proportion:
       of an image that is not higher than wide, w = longest_edge and h = floor(w * height / width); of one that is
       higher, h = longest_edge and w = floor(h * width / height). Then the side that floor gave is made even: 1 is
       added if it is odd. If it is 0, it becomes 1.
    2. Fill tiles. The longer side of the result goes up to a multiple of image_size, and the other with it, then up to
       a multiple too: for w >= h, W = ceil(w / image_size) * image_size, and H is the first multiple of image_size
       that is at least floor(W * h / w). For h > w, the same with the sides exchanged.
    3. Cut. If W or H is more than image_size, there are (H / image_size) * (W / image_size) tiles and one more, the
       whole image; else the image is one tile.
    Without split, nothing of this matters: the image is one tile, whatever its size.

    Args:
        height: of the image, in pixels.
        width: of the image, in pixels.
        image_size: side of a tile, in pixels; an even number.
        patch_size: side of a patch, in pixels. Pixels at the edge that fill no whole patch are left out.
        scale_factor: by how much the connector shrinks each side; it divides image_size // patch_size.
        longest_edge: what step 1 makes of the longer side; an even number, at most 4096.
        split: whether the image is cut into tiles.

    Returns:
        An int: <image> tokens only, and not those between them that mark rows, columns and the whole image.

    Raises:
        ValueError: height, width, image_size, patch_size, scale_factor or longest_edge is less than 1, or scale_factor
            does not divide image_size // patch_size, or no patch fits into a tile; without split too.

    Edge cases:
        A small image costs as much as a large one of the same proportions: step 1 enlarges it.
        A very long and thin image still has one row (or column) of tiles.
        longest_edge need not be a multiple of image_size, and may be smaller than it.
        Whether a side was made even shows only where longest_edge is no multiple of image_size.
        Transformers computes with floats. Where their rounding would change the result, you are not asked. Its helper
        get_number_of_image_patches is no model: it leaves out step 2, and counts no tile where there is one.

    Example:
        >>> sizes = {"image_size": 364, "patch_size": 14, "scale_factor": 2, "longest_edge": 1456}
        >>> expected_image_tokens(480, 640, **sizes, split=True)  # 3 * 4 tiles and the whole, 169 tokens each
        2197
    """
    # TODO 5.3: the tokens of a tile, and how many tiles there are
    # BEGIN SOLUTION
    sides = (height, width, image_size, patch_size, scale_factor, longest_edge)
    patches = image_size // patch_size if min(sides) >= 1 else 0
    if patches < 1 or patches % scale_factor:
        raise ValueError(f"no image, or no such model: {sides}, {patches} patches a side")
    tokens = (patches // scale_factor) ** 2
    if not split:
        return tokens
    short, long = sorted((height, width))
    short = longest_edge * short // long
    short = max(short + short % 2, 1)
    columns = -(-longest_edge // image_size)
    rows = -(-(columns * image_size * short // longest_edge) // image_size)
    return tokens * (rows * columns + 1) if columns > 1 else tokens
    # END SOLUTION
