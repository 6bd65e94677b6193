# source: learners
def pixel_shuffle(x, scale):
    if x.ndim != 3 or scale <= 0:
        raise ValueError(f"{tuple(x.shape)}, {scale}")
    images, tokens, width = x.size()
    side = int(tokens**0.5 + 0.5)
    if side**2 != tokens or side % scale:
        raise ValueError(f"{tokens} tokens, scale {scale}")
    x = x.view(images, side, side // scale, width * scale)
    x = x.permute(0, 2, 1, 3)
    x = x.reshape(images, side // scale, side // scale, width * scale**2)
    x = x.permute(0, 2, 1, 3)
    return x.reshape(images, tokens // scale**2, width * scale**2)
