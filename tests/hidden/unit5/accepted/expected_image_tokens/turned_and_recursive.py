# source: learners
def expected_image_tokens(height, width, image_size, patch_size, scale_factor, longest_edge, split):
    if height > width:
        return expected_image_tokens(width, height, image_size, patch_size, scale_factor, longest_edge, split)
    if height < 1 or patch_size < 1 or scale_factor < 1 or longest_edge < 1 or image_size < patch_size:
        raise ValueError("sizes")
    n = image_size // patch_size
    if n % scale_factor > 0:
        raise ValueError("scale factor")
    n //= scale_factor
    if not split or longest_edge <= image_size:
        return n * n
    h = longest_edge * height // width
    h = h + 1 if h % 2 == 1 else max(h, 1)
    w = longest_edge
    while w % image_size:
        w += 1
    h = w * h // longest_edge
    while h % image_size:
        h += 1
    return n * n + n * n * (w // image_size) * (h // image_size)
