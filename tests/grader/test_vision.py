"""Pictures: what the judge computes of them is what transformers does, and any bytes of weights end in a sentence."""

from __future__ import annotations

import importlib.util
import random
import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from smol_grade.arrays import save
from smol_grade.judge.expect import Mismatch
from smol_grade.judge.idefics3 import Sight, draw_seeing_model
from smol_grade.judge.pictures import PictureLesson, expect_seen, picture_learning, picture_lesson
from smol_grade.judge.training import expect_first_step
from smol_grade.judge.vision import Example, Picture, PictureRows, Pictures, draw_processor
from smol_grade.judge.world import World
from smol_grade.locate import PACKAGE

pytest.importorskip("PIL")
MODES = {"L": 1, "RGB": 3, "RGBA": 3}


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The worker's builder of assets."""
    path = PACKAGE / "_worker" / "smol_worker" / "assets.py"
    spec = importlib.util.spec_from_file_location("worker_assets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lesson() -> PictureLesson:
    """A drawn lesson."""
    return picture_lesson(World(1), "make_vlm_trainer")


def drawn_examples(draw: random.Random, most: int = 90) -> list[Example]:
    """Three rows of one, two, and one to three pictures, of any mode, size and colour."""

    def picture() -> Picture:
        mode = draw.choice(list(MODES))
        colour = tuple(draw.randrange(256) for _ in range(MODES[mode])) + (255,) * (mode == "RGBA")
        return Picture(mode=mode, width=draw.randint(5, most), height=draw.randint(5, most), colour=colour)

    def row(count: int) -> Example:
        places = [{"type": "image"} for _ in range(count)]
        asked = [places[0], {"type": "text", "text": "How many apples?"}, *places[1:]]
        said = [{"type": "text", "text": "12 " * draw.randint(0, 5) + "12."}]
        messages = [{"role": "user", "content": asked}, {"role": "assistant", "content": said}]
        return Example([picture() for _ in range(count)], messages)

    return [row(count) for count in (1, 2, draw.randint(1, 3))]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("splits", [False, True])
def test_the_oracle_writes_what_the_processor_writes(seed: int, side: str, splits: bool, build: ModuleType) -> None:
    """Ids, masks and pixels of drawn pictures are those of an Idefics3Processor, tiles and padding included."""
    draw = random.Random(seed)
    processor = draw_processor(
        World(seed), "x", splits=splits, padding_side=side, edge=draw.choice([8, 12, 16]), seats=draw.choice([1, 2, 4])
    )
    examples = drawn_examples(draw)
    built, rows = (build.prepare(asset.kind, asset.data)() for asset in (processor, Pictures("rows", examples)))
    texts = [built.apply_chat_template(row["messages"]) for row in rows]
    batch = built(text=texts, images=[row["images"] for row in rows], padding=True, return_tensors="pt")
    wanted = processor.batch(examples)
    ids = [[processor.pad if token is None else token.id for token in row] for row in wanted.rows]
    assert ids == batch["input_ids"].tolist()
    assert [[int(token is not None) for token in row] for row in wanted.rows] == batch["attention_mask"].tolist()
    assert wanted.pixel_values.shape == tuple(batch["pixel_values"].shape)
    assert np.allclose(wanted.pixel_values, batch["pixel_values"].numpy(), atol=1e-5)
    assert np.array_equal(wanted.pixel_attention_mask, batch["pixel_attention_mask"].numpy())


@pytest.mark.parametrize("sight", [Sight(), Sight(scale=1), Sight(layers=2, heads=4, edge=32, scale=4)])
def test_the_networks_losses_are_those_of_transformers(sight: Sight, build: ModuleType) -> None:
    """The NumPy model, biases and all, gives the losses of transformers within 1e-5, for two pictures in a row."""
    import torch

    world, random_numbers = World(3), np.random.default_rng(3)
    processor = draw_processor(world, "x", edge=sight.edge, seats=sight.seats)
    model = draw_seeing_model(world, "x", processor, scale=0.2, sight=sight, layers=2)
    built = build.prepare(model.kind, model.data)().double()
    with torch.no_grad():
        for values in built.parameters():
            values.add_(torch.tensor(random_numbers.normal(0, 0.1, tuple(values.shape))))
    weights = {name: values.numpy() for name, values in built.state_dict().items()}
    seats, pictures = [model.image_token] * sight.seats, random_numbers.uniform(-1, 1, (2, 3, sight.edge, sight.edge))
    text = [number for number in range(30) if number != model.image_token]
    ids = [*text[:4], *seats, *text[4:9], *seats, *text[9:15]]
    with torch.no_grad():
        logits = built(input_ids=torch.tensor([ids]), pixel_values=torch.tensor(pictures)[None]).logits[0, :-1]
        wanted = torch.nn.functional.cross_entropy(logits, torch.tensor(ids[1:]), reduction="none")
    assert np.allclose(wanted.numpy(), model.network(weights).losses(ids, ids, list(pictures)), atol=1e-5)


def test_each_call_gets_a_model_of_its_own(lesson: PictureLesson, build: ModuleType) -> None:
    """What one call does to a model, the next one does not meet; its weights are those that were sent."""
    give = build.prepare(lesson.model.kind, lesson.model.data)
    first, second = give(), give()
    first.lm_head.weight.data.zero_()
    assert np.array_equal(lesson.model.weights["lm_head.weight"], second.state_dict()["lm_head.weight"].numpy())


def test_rows_arrive_as_pil_images_and_as_a_dataset(build: ModuleType) -> None:
    """A list holds PIL images of the mode, size and colour that were drawn; so do the rows of a data set."""
    examples = drawn_examples(random.Random(7))
    for asset in (Pictures("rows", examples), PictureRows("rows", examples)):
        rows = build.prepare(asset.kind, asset.data)()
        for row, example in zip(rows, examples, strict=True):
            for image, picture in zip(row["images"], example.pictures, strict=True):
                assert (image.mode, image.size) == (picture.mode, (picture.width, picture.height))
                colour = image.getpixel((0, 0))
                assert picture.colour == (colour if isinstance(colour, tuple) else (colour,))


def left(lesson: PictureLesson, **changes: Any) -> dict[str, Any]:
    """What a training of the lesson's model left, with some weights replaced."""
    weights = {**lesson.model.weights, **changes}
    return {"weights": save({name: np.ascontiguousarray(values) for name, values in weights.items()})}


@pytest.mark.parametrize("number", [np.nan, np.inf, 3e38, 1e-45, 0.0])
def test_odd_numbers_are_measured(number: float, lesson: PictureLesson) -> None:
    """Not finite, huge, tiny or no numbers at all: nothing was learnt, nothing warns or breaks."""
    full = {name: np.full(values.shape, number, np.float32) for name, values in lesson.model.weights.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = picture_learning(left(lesson, **full), lesson)
        for kind in ("answer", "end"):
            with pytest.raises(Mismatch):
                found.expect_fall(kind, kind, 1 / 3)
        with pytest.raises(Mismatch):
            expect_seen(found)
        with pytest.raises(Mismatch):
            expect_first_step(left(lesson, **full), lesson.model, 1e-2)


def test_weights_of_another_shape_are_refused(lesson: PictureLesson) -> None:
    """A projection of another width, or none, ends in a sentence."""
    name = "model.connector.modality_projection.proj.weight"
    with pytest.raises(Mismatch):
        picture_learning(left(lesson, **{name: np.zeros((3, 3), np.float32)}), lesson)


def test_an_untrained_model_does_not_see(lesson: PictureLesson) -> None:
    """Before training, another picture makes no answer less likely."""
    with pytest.raises(Mismatch):
        expect_seen(picture_learning(left(lesson), lesson))
