# mistake: asks transformers' helper, which counts no tile where there is one, and leaves out step 2
# hint: no_tile
# source: stub
"""How many tokens an image costs."""

from transformers.models.idefics3 import image_processing_pil_idefics3 as idefics3


def expected_image_tokens(
    height: int, width: int, *, image_size: int, patch_size: int, scale_factor: int, longest_edge: int, split: bool
) -> int:
    """Return the number of <image> tokens; the number of tiles is what transformers says."""
    sizes = (height, width, image_size, patch_size, scale_factor, longest_edge)
    if any(size < 1 for size in sizes) or patch_size > image_size or image_size // patch_size % scale_factor:
        raise ValueError(f"impossible sizes: {sizes}")
    processor = idefics3.Idefics3ImageProcessorPil(
        size={"longest_edge": longest_edge}, max_image_size={"longest_edge": image_size}, do_image_splitting=split
    )
    tiles, _, _ = processor.get_number_of_image_patches(height, width, {})
    return tiles * (image_size // patch_size // scale_factor) ** 2
