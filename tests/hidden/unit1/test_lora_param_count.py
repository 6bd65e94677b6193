"""Hidden suite of exercise 1.15. The oracle is the closed form over the model's sizes; frozen cases hold it equal to peft."""

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises, expect_type, mismatch

NAME = "lora_param_count"
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def linear_layers(shape):
    """Every linear layer of a Llama: full name -> (out_features, in_features)."""
    layers = {
        f"model.layers.{number}.{name}": size for number in range(shape.layers) for name, size in shape.linear.items()
    }
    return layers | {"lm_head": (shape.vocabulary, shape.hidden)}


def named(shape, targets):
    """The linear layers that the targets mean, as peft reads them."""
    layers = linear_layers(shape)
    return {name: size for name, size in layers.items() if any(name == t or name.endswith(f".{t}") for t in targets)}


def count(shape, r, targets):
    """How many parameters the adapter has."""
    return sum(r * (rows + columns) for rows, columns in named(shape, targets).values())


class _Count:
    """A call of the function."""

    def __init__(self, seen):
        model, self.r, self.targets = seen.args
        self.shape, self.got = model.shape, seen.result
        self.sizes = list(named(self.shape, self.targets).values())
        self.right = count(self.shape, self.r, self.targets)
        self.total = sum(values.size for values in model.weights.values())

    def over(self, wrong):
        """The sum over the layers meant of what is counted wrongly for one: `wrong(rows, columns)`."""
        return sum(wrong(rows, columns) for rows, columns in self.sizes)

    def matching(self, means):
        """The count where `means(name, target)` says what a name means."""
        return sum(
            self.r * sum(size)
            for name, size in linear_layers(self.shape).items()
            if any(means(name, target) for target in self.targets)
        )


def _gives(wrong):
    """A detector of another number, where it is not right by chance."""

    def sees(seen):
        call = _Count(seen)
        return type(call.got) in (int, float) and call.got == wrong(call) != call.right

    return sees


def _once_per_target(call):
    """One layer for each name, as if the model had one block."""
    sizes = [next(iter(named(call.shape, [target]).values()), (0, 0)) for target in call.targets]
    return sum(call.r * sum(size) for size in sizes)


def _wide_keys(call):
    """As if keys and values were as wide as queries."""
    sizes = named(call.shape, call.targets).items()
    narrow = ("k_proj", "v_proj")
    return sum(
        call.r * (call.shape.hidden + columns if name.endswith(narrow) else rows + columns)
        for name, (rows, columns) in sizes
    )


def _each_name(call):
    return sum(count(call.shape, call.r, [target]) for target in call.targets)


def _no_number(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.result) is not int


def _refuses(seen):
    return "ValueError" in (seen.error.type, *seen.error.kinds) and _Count(seen).right > 0 and seen.args[1] > 0


def _one_bad_name(seen):
    model, _, targets = seen.args
    return _refuses(seen) and not all(named(model.shape, [target]) for target in targets)


def _parts_refused(seen):
    return _refuses(seen) and all("." in target for target in seen.args[2])


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("one_bad_name", _one_bad_name),
    Detector("last_part", _parts_refused),
    Detector("names_end", _refuses),
    Detector("names_end", lambda seen: seen.result == 0 and _Count(seen).right > 0),
    Detector("keys_narrow", _gives(_wide_keys)),
    Detector("whole_model", _gives(lambda call: call.total)),
    Detector("whole_model", _gives(lambda call: call.total + call.right)),
    Detector("bias", _gives(lambda call: call.over(lambda rows, columns: call.r * (rows + columns) + rows))),
    Detector("bias", _gives(lambda call: call.over(lambda rows, columns: call.r * (rows + columns) + rows + call.r))),
    Detector("one_layer", _gives(_once_per_target)),
    Detector("square", _gives(lambda call: 2 * call.r * call.shape.hidden * len(call.sizes))),
    Detector("square", _gives(lambda call: call.over(lambda rows, columns: 2 * call.r * rows))),
    Detector("square", _gives(lambda call: call.over(lambda rows, columns: 2 * call.r * columns))),
    Detector("one_matrix", _gives(lambda call: call.over(lambda rows, columns: call.r * rows))),
    Detector("one_matrix", _gives(lambda call: call.over(lambda rows, columns: call.r * columns))),
    Detector("product", _gives(lambda call: call.over(lambda rows, columns: call.r * rows * columns))),
    Detector("full_weights", _gives(lambda call: call.over(lambda rows, columns: rows * columns))),
    Detector("no_rank", _gives(lambda call: call.over(lambda rows, columns: rows + columns))),
    Detector("counted_again", _gives(_each_name)),
    Detector("substring", _gives(lambda call: call.matching(lambda name, target: target in name))),
    Detector("substring", _gives(lambda call: call.matching(lambda name, target: name.endswith(target)))),
    Detector("last_part", _gives(lambda call: call.matching(lambda name, target: name.split(".")[-1] == target))),
    Detector(
        "last_part",
        _gives(lambda call: call.matching(lambda name, target: name.split(".")[-1] == target.split(".")[-1])),
    ),
    Detector("other_targets", _gives(lambda call: count(call.shape, call.r, ALL))),
    Detector("other_targets", _gives(lambda call: count(call.shape, call.r, [*ALL, "lm_head"]))),
    Detector("no_number", _no_number),
]


def _model(world, tokenizer, draw, name, **sizes):
    """A drawn model in which no linear layer but q_proj and o_proj is square."""
    heads, groups, head = draw.choice(((4, 2, 6), (4, 1, 8), (6, 2, 4), (6, 3, 6), (8, 2, 4)))
    hidden = heads * head
    wide = draw.choice([number for number in (44, 52, 58, 62, 70) if number % hidden])
    drawn = {
        "hidden": hidden,
        "heads": heads,
        "key_value_heads": groups,
        "intermediate": wide,
        "layers": draw.choice((3, 4)),
    }
    return world.model(f"{NAME}/{name}", tokenizer, **(drawn | sizes))


def _shown(shape, r, targets):
    """The count and how it comes about, for the report."""
    sizes = {}
    for name, size in named(shape, targets).items():
        short = name.rpartition(".")[2]
        times = sizes.get(short, (0, size))[0]
        sizes[short] = (times + 1, size)
    parts = [f"{short}: {times} * {r} * ({columns} + {rows})" for short, (times, (rows, columns)) in sizes.items()]
    return f"{count(shape, r, targets)}  ({', '.join(parts)})"


def _expect_count(submission, model, r, targets):
    got = submission.call(NAME, model, r, targets)
    expect_type(got, int)
    if got != count(model.shape, r, targets):
        raise mismatch("equal", where="result", expected=_shown(model.shape, r, targets), got=got)


@pytest.mark.check(
    NAME, points=3, hint="count", promise="an A with r * in_features numbers and a B with\n    out_features * r numbers"
)
def test_sizes_of_both_matrices(submission, world, tokenizer, draw):
    """The count has A and B of the named layer in every block, square or not."""
    model = _model(world, tokenizer, draw, "first")
    for target in ("down_proj", "k_proj", "q_proj"):
        _expect_count(submission, model, draw.choice((5, 8, 10)), [target])


@pytest.mark.check(NAME, points=3, hint="count", promise="All layers together make the count.")
def test_several_names(submission, world, tokenizer, draw):
    """Several names add up, in models of other sizes too, with grouped-query attention and a language model head."""
    _expect_count(submission, _model(world, tokenizer, draw, "first"), draw.choice((2, 3)), ["q_proj", "v_proj"])
    model = _model(world, tokenizer, draw, "second")
    _expect_count(submission, model, draw.choice((1, 3)), ALL)
    _expect_count(submission, model, draw.choice((5, 6)), draw.sample(["k_proj", "up_proj", "lm_head"], 3))


@pytest.mark.check(
    NAME,
    points=2,
    hint="names",
    promise="equals it, or ends with a dot and the name (as in peft)",
)
def test_names_as_in_peft(submission, world, tokenizer, draw):
    """A name means the layers whose full name is it, or ends with a dot and it; each layer counts once."""
    model = _model(world, tokenizer, draw, "first")
    for targets in (
        ["self_attn.k_proj", "mlp.down_proj"],
        [f"model.layers.{draw.choice((1, 2))}.self_attn.v_proj", "c_attn"],
        ["v_proj", "self_attn.v_proj", "up_proj", "v_proj"],
    ):
        _expect_count(submission, model, draw.choice((2, 4, 8)), targets)
    deep = _model(world, tokenizer, draw, "deep", layers=11, hidden=8, heads=4, key_value_heads=2, intermediate=11)
    _expect_count(submission, deep, draw.choice((2, 4, 8)), ["0.mlp.up_proj"])


@pytest.mark.check(
    NAME,
    points=2,
    hint="nothing_to_adapt",
    promise="ValueError when target_modules means no layer at all, and when r is 0 or negative.",
)
def test_nothing_to_adapt(submission, world, tokenizer, draw):
    """A ValueError says that no layer is meant, or that the rank is below 1."""
    model = _model(world, tokenizer, draw, "first")
    for targets in ([draw.choice(("query_key_value", "c_attn"))], ["proj", "_proj", "head"]):
        expect_raises("ValueError", lambda targets=targets: submission.call(NAME, model, 8, targets))
    for r in (0, draw.choice((-1, -8))):
        expect_raises("ValueError", lambda r=r: submission.call(NAME, model, r, ["q_proj"]))
