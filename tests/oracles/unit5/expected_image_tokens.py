"""Frozen cases of exercise 5.3: how many <image> tokens Idefics3's processor writes, with its image processor of Pillow.

Beside drawn sizes there are those at which the rounding of floats matters: of these only the count in floats is compared.
"""

import random

MODELS = (
    (32, 8, 2, 128),
    (32, 8, 2, 100),
    (30, 7, 2, 94),
    (42, 10, 4, 150),
    (364, 14, 2, 1456),
    (32, 8, 2, 32),
    (34, 8, 4, 20),
)
"""image_size, patch_size, scale_factor, longest_edge."""
CRITICAL = ((8, 4, 1, 18), ((7, 18), (21, 54)))
"""Settings and sizes at which floats round a side down that fractions do not."""


def freeze():
    """Ask transformers, with images that are all black."""
    chance = random.Random(5)
    cases = []
    for model in MODELS:
        many = 4 if model[0] > 100 else 14
        sizes = [(chance.randint(4, 400), chance.randint(4, 400)) for _ in range(many)]
        for height, width in [*sizes, (1, 300), (300, 1), (64, 64), (128, 32)]:
            cases.extend(_case(height, width, model, split=split) for split in (True, False))
    model, sizes = CRITICAL
    return cases + [_case(height, width, model, split=True) | {"critical": True} for height, width in sizes]


def _case(height, width, model, *, split):
    import numpy as np
    from PIL import Image
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import Idefics3Processor, PreTrainedTokenizerFast
    from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil

    size, patch, scale, longest = model
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(WordLevel({"?": 0}, "?")), unk_token="?")
    images = Idefics3ImageProcessorPil(
        size={"longest_edge": longest}, max_image_size={"longest_edge": size}, do_image_splitting=split
    )
    each = int(((size // patch) ** 2) / (scale**2))  # as transformers' own docstring computes image_seq_len
    processor = Idefics3Processor(images, tokenizer, image_seq_len=each)
    image = Image.fromarray(np.zeros((height, width, 3), np.uint8))
    ids = processor(text="<image>", images=[image])["input_ids"][0]
    count = list(ids).count(processor.image_token_id)
    return {"height": height, "width": width, "model": list(model), "split": split, "count": count}


def check(case, suite):
    """The judge counts as many, in floats as transformers does, and in whole numbers."""
    from smol_grade.judge import tiles

    model = suite.Model(*case["model"])
    size = case["height"], case["width"]
    floats = tiles.by_quotient if size[1] >= size[0] else tiles.by_share
    for scale in (floats, tiles.exactly):
        got = suite.tokens(*size, model, split=case["split"], scale=scale, again=scale)
        same = scale is floats or not case.get("critical")
        assert (got == case["count"]) is same, (case, got)
