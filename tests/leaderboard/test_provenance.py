"""Whose work a model is: copies are recognised in every disguise that we name, and honest work is none."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from smol_leaderboard.safety import fingerprint as module
from smol_leaderboard.safety.fingerprint import Fingerprint, fingerprint
from smol_leaderboard.safety.listing import stage
from smol_leaderboard.safety.provenance import EarlierModel, Provenance, nearest_base, whose
from smol_leaderboard.safety.room import Room

from . import zoo
from .killing import FULL

ROWS = (384,)
State = dict[str, Any]
BASE = zoo.BASE


class Shelf:
    """Models that the tests compare, each written and read in the sandbox once."""

    def __init__(self, folder: Path, room: Room) -> None:
        self.room = room
        self._folder = folder
        self._count = 0
        self._trained: dict[str, Fingerprint] = {}

    def trained(self, **how: Any) -> Fingerprint:
        """Take the fingerprint of the base after a training."""
        key = json.dumps(how, sort_keys=True)
        if key not in self._trained:
            self._trained[key] = self.of(trained(**how))
        return self._trained[key]

    def of(self, state: State, *, shards: int = 1, adapter: dict[str, Any] | None = None) -> Fingerprint:
        """Write tensors as a model's files, and take their fingerprint."""
        from safetensors.torch import save_file

        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        names = sorted(state)
        if adapter is not None:
            save_file(state, folder / "adapter_model.safetensors")
            (folder / "adapter_config.json").write_text(json.dumps(adapter))
        elif shards == 1:
            save_file(state, folder / "model.safetensors")
        else:
            for number in range(shards):
                part = {name: state[name] for name in names[number::shards]}
                save_file(part, folder / f"model-{number + 1:05d}-of-{shards:05d}.safetensors")
        staged = folder / "staged"
        assert () == stage(folder, staged)
        return fingerprint(staged, base=BASE if adapter is not None else "", rows=ROWS, room=self.room)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """Where models lie, and a warm room that reads them."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        with Room((folder,), preload=("numpy",)) as room:
            yield Shelf(folder, room)


def weights(seed: int = 0) -> State:
    """The tensors of a tiny Llama, untied: an output layer apart from the embeddings."""
    model = zoo.model(zoo.tokenizer(), seed=seed, tie_word_embeddings=True)
    return {name: value.detach().clone() for name, value in model.state_dict().items() if name != "lm_head.weight"}


@pytest.fixture(scope="module")
def base_state() -> State:
    """The base's tensors, float32, none of whose hashes survive a cast."""
    return weights()


@pytest.fixture(scope="module")
def bases(shelf: Shelf, base_state: State) -> dict[str, Fingerprint]:
    """The permitted base."""
    return {BASE: shelf.of(base_state)}


def judged(mine: Fingerprint, bases: dict[str, Fingerprint], **known: Any) -> Provenance:
    """Whose work it is, the nonce being there."""
    return whose(mine, True, bases, known.get("public", {}), known.get("earlier", []))


def each(change: Callable[[Any], Any], state: State) -> State:
    """The tensors, each changed."""
    return {name: change(value).contiguous() for name, value in state.items()}


def cast(*chain: str) -> Callable[[Any], Any]:
    """A chain of casts."""
    import torch

    def apply(value: Any) -> Any:
        for name in chain:
            value = value.to(getattr(torch, name))
        return value

    return apply


CHAINS = [
    ("float32",),
    ("bfloat16",),
    ("float16",),
    ("bfloat16", "float32"),
    ("float16", "float32"),
    ("bfloat16", "float16"),
    ("float16", "bfloat16"),
    ("bfloat16", "float16", "float32"),
    ("float16", "bfloat16", "float32"),
    ("bfloat16", "float16", "bfloat16", "float32"),
    ("float16", "bfloat16", "float16"),
]


@pytest.mark.proof
@pytest.mark.parametrize("chain", CHAINS if FULL else [CHAINS[n] for n in (1, 4, 5, 6, 9)], ids=" ".join)
def test_a_recast_copy_is_a_copy(chain: tuple[str, ...], shelf: Shelf, base_state: State, bases: Any) -> None:
    """Whatever the chain of casts, which of the two came first, and how it is sharded."""
    copied = shelf.of(each(cast(*chain), base_state), shards=3)
    assert ("copy_of_base",) == judged(copied, bases).counts_not
    assert ("copy_of_base",) == judged(bases[BASE], {"x/recast": copied}).counts_not


def test_the_chains_differ(base_state: State) -> None:
    """Or the test above would hold for less than it says: every form has other numbers than every other."""
    import torch

    forms = [(), ("bfloat16",), ("float16",), ("bfloat16", "float16"), ("float16", "bfloat16")]
    values = [torch.cat([cast(*chain, "float32")(one).flatten() for one in base_state.values()]) for chain in forms]
    assert len(forms) == len({tuple(value.view(torch.int32).tolist()) for value in values})


def test_the_root_is_that_of_the_values(shelf: Shelf, base_state: State, bases: Any) -> None:
    """The same for other shards, for a wider dtype, and with the output layer stored a second time or not."""
    narrow = each(cast("bfloat16"), base_state)
    sharded = shelf.of(narrow, shards=4)
    tied = dict(each(cast("bfloat16", "float32"), base_state))
    tied["lm_head.weight"] = tied["model.embed_tokens.weight"].clone()
    assert sharded.weights_sha256 == shelf.of(tied).weights_sha256
    assert sharded.weights_sha256 != bases[BASE].weights_sha256


def test_rows_for_added_tokens_hide_nothing(shelf: Shelf, base_state: State, bases: Any) -> None:
    """The base's rows are compared; one changed row among them is a change."""
    import torch

    grown = dict(base_state)
    name = "model.embed_tokens.weight"
    grown[name] = torch.cat([base_state[name], torch.randn(16, 32)])
    assert ("copy_of_base",) == judged(shelf.of(each(cast("bfloat16"), grown)), bases).counts_not
    grown[name][5, 5] += 0.01
    assert () == judged(shelf.of(grown), bases).counts_not


def test_a_tensor_that_nobody_reads_hides_nothing(shelf: Shelf, base_state: State, bases: Any) -> None:
    """Rotary frequencies, which the gate lets pass because old checkpoints have them, are no part of a model."""
    import torch

    padded = base_state | {"model.layers.0.self_attn.rotary_emb.inv_freq": torch.ones(4)}
    found = shelf.of(padded)
    assert ("copy_of_base",) == judged(found, bases).counts_not
    assert bases[BASE].weights_sha256 == found.weights_sha256


def test_one_tensor_that_differs_makes_no_copy(shelf: Shelf, base_state: State, bases: Any) -> None:
    """A copy is a copy of all of it: training with most layers frozen, or with steps too small for bfloat16."""
    changed = dict(base_state)
    name = "model.layers.1.mlp.up_proj.weight"
    changed[name] = base_state[name] * 1.05
    assert Provenance() == judged(shelf.of(changed), bases)
    one = each(cast("bfloat16"), base_state)
    one[name] = one[name].clone()
    one[name][0, 0] += 1.0
    assert () == judged(shelf.of(one), bases).counts_not


def test_noise_is_a_flag(shelf: Shelf, base_state: State, bases: Any) -> None:
    """1e-6 on every value is no verdict, and is seen."""
    import torch

    torch.manual_seed(5)
    noisy = shelf.of(each(lambda value: value + 1e-6 * torch.randn_like(value), base_state))
    found = judged(noisy, bases)
    assert ((), ("near_copy",)) == (found.counts_not, found.flags)
    assert 0 < found.matches[0].distance < 100


@functools.cache
def trained(*, steps: int, rate: float, dtype: str = "float32", seed: int = 1) -> State:
    """The tensors after a real training of the base on text, by AdamW."""
    import torch

    torch.set_num_threads(1)  # many threads on tensors this small wait for each other
    tokens = zoo.tokenizer()
    model = zoo.model(tokens, tie_word_embeddings=True)
    model.to(getattr(torch, dtype))
    torch.manual_seed(seed)
    ids = [tokens(text[:60], return_tensors="pt").input_ids for text in zoo.CORPUS[:4]]
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    for step in range(steps):
        batch = ids[(step + seed) % len(ids)]
        model(input_ids=batch, labels=batch).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return {n: value.detach().clone() for n, value in model.state_dict().items() if n != "lm_head.weight"}


@pytest.mark.parametrize(
    ("steps", "rate", "dtype"), [(20, 1e-4, "float32"), (3, 1e-5, "float32"), (20, 1e-4, "bfloat16")]
)
def test_an_honest_training_is_nobody_elses(
    steps: int, rate: float, dtype: str, shelf: Shelf, base_state: State, bases: Any
) -> None:
    """Neither a copy of the base nor of what another made of it; three timid steps are enough."""
    mine = shelf.trained(steps=steps, rate=rate, dtype=dtype)
    other = shelf.trained(steps=20, rate=1e-4, seed=2)
    third = shelf.trained(steps=15, rate=2e-4, seed=3)
    earlier = [EarlierModel("bob", "bob/m", other), EarlierModel("cid", "cid/m", third)]
    assert Provenance() == judged(mine, bases, earlier=earlier)


def test_the_base_is_the_one_that_the_weights_are_near(shelf: Shelf, base_state: State, bases: Any) -> None:
    """Whatever a card names, a model has to beat the base that it was trained from; a stranger's has none."""
    other = shelf.of(weights(seed=5))
    near = shelf.trained(steps=3, rate=1e-3)
    assert BASE == nearest_base(near, {"another/base": other, **bases})
    assert "another/base" == nearest_base(other, {"another/base": other, **bases})
    assert "" == nearest_base(near, {"another/base": other})


def test_anothers_model_is_recognised_and_ones_own_is_not(shelf: Shelf, base_state: State, bases: Any) -> None:
    """By the subject: everybody may submit their own again."""
    state = trained(steps=5, rate=1e-3)
    bobs = [EarlierModel("bob", "bob/m", shelf.of(state))]
    mine = shelf.of(each(cast("float16"), state), shards=2)
    found = whose(mine, False, bases, {}, bobs, subject="ana")
    assert ("no_nonce", "copy_of_submission") == found.counts_not
    assert ("bob/m",) == found.matches[0].names
    assert Provenance() == whose(mine, None, bases, {}, bobs, subject="bob")
    assert ("copy_of_public",) == whose(mine, True, bases, {"x/y": bobs[0].fingerprint}, []).counts_not


def test_layers_taken_over_are_a_flag(shelf: Shelf, base_state: State, bases: Any) -> None:
    """Of a model's own tensors; those that the base has as well say nothing."""
    theirs = trained(steps=5, rate=1e-3)
    mine = trained(steps=5, rate=1e-3, seed=3)
    mixed = {name: theirs[name] if "layers.0" in name else mine[name] for name in mine}
    earlier = [EarlierModel("bob", "bob/m", shelf.of(theirs))]
    found = judged(shelf.of(mixed), bases, earlier=earlier)
    assert ((), ("near_copy",)) == (found.counts_not, found.flags)
    assert 300_000 < found.matches[0].share < 700_000


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_merge_is_a_flag_with_its_share(
    share: float, dtype: str, shelf: Shelf, base_state: State, bases: Any
) -> None:
    """Of two submissions, also after rounding; the fit says how much of each."""
    first, second = (trained(steps=8, rate=3e-3, seed=seed) for seed in (2, 3))
    merged = {name: (share * first[name] + (1 - share) * second[name]) for name in first}
    earlier = [EarlierModel("bob", "bob/m", shelf.of(first)), EarlierModel("cid", "cid/m", shelf.of(second))]
    found = judged(shelf.of(each(cast(dtype), merged)), bases, earlier=earlier)
    assert ((), ("merge_suspected",)) == (found.counts_not, found.flags)
    (match,) = found.matches
    told = dict(zip(match.names, (match.share, 1_000_000 - match.share), strict=True))
    assert {"bob/m", "cid/m"} == told.keys()
    assert abs(told["bob/m"] - share * 1_000_000) < 20_000


CONFIG = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "base_model_name_or_path": BASE}


def lora(seed: int, *, zero: bool = False) -> State:
    """The factors of an adapter for two kinds of weights, trained-looking."""
    import torch

    torch.manual_seed(seed)
    state = {}
    for layer in range(2):
        for part, wide, narrow in (("self_attn.q_proj", 32, 32), ("mlp.up_proj", 64, 32)):
            stem = f"base_model.model.model.layers.{layer}.{part}"
            state[f"{stem}.lora_A.weight"] = torch.randn(4, narrow) * 0.1
            state[f"{stem}.lora_B.weight"] = torch.randn(wide, 4) * (0.0 if zero else 0.02)
    return state


def merged(state: State, factors: State, scale: float = 2.0) -> State:
    """The base with an adapter merged into it."""
    made = dict(state)
    for name in factors:
        if name.endswith("lora_A.weight"):
            stem = name.removesuffix(".lora_A.weight")
            target = stem.removeprefix("base_model.model.") + ".weight"
            made[target] = state[target] + scale * (factors[f"{stem}.lora_B.weight"] @ factors[name])
    return made


def test_an_adapter_that_adds_nothing_is_untrained(shelf: Shelf, bases: Any) -> None:
    """As peft makes them: B is zero."""
    found = judged(shelf.of(lora(1, zero=True), adapter=CONFIG), bases)
    assert (("untrained_adapter",), ()) == (found.counts_not, found.flags)
    assert Provenance() == judged(shelf.of(lora(1), adapter=CONFIG), bases)


def test_a_large_adapter_merged_in_float32_is_the_same(shelf: Shelf, base_state: State, bases: Any) -> None:
    """Where what it adds is larger than the weights, the sum of its products is rounded more than the weights are."""
    large = {name: 4 * value for name, value in lora(1).items()}
    bobs = [EarlierModel("bob", "bob/lora", shelf.of(large, adapter=CONFIG))]
    found = judged(shelf.of(merged(base_state, large)), bases, earlier=bobs)
    assert ("copy_of_submission",) == found.counts_not


def test_an_adapter_in_disguise_is_the_same(shelf: Shelf, base_state: State, bases: Any) -> None:
    """Recast, with factors scaled or turned against each other, with alpha in the factors, or merged into the base."""
    import torch

    factors = lora(1)
    bobs = [EarlierModel("bob", "bob/lora", shelf.of(factors, adapter=CONFIG))]
    torch.manual_seed(9)
    turn = torch.linalg.qr(torch.randn(4, 4))[0]

    def changed(first: Callable[[Any], Any], second: Callable[[Any], Any]) -> State:
        return {n: (first if "lora_A" in n else second)(value).contiguous() for n, value in factors.items()}

    disguised = {
        "recast": shelf.of(each(cast("float16"), factors), adapter=CONFIG),
        "halved and doubled": shelf.of(changed(lambda a: a * 2, lambda b: b / 2), adapter=CONFIG),
        "turned": shelf.of(changed(lambda a: turn.T @ a, lambda b: b @ turn), adapter=CONFIG),
        "other alpha": shelf.of(changed(lambda a: a, lambda b: b / 2), adapter={**CONFIG, "lora_alpha": 16}),
        "rslora": shelf.of(factors, adapter={**CONFIG, "lora_alpha": 4, "use_rslora": True}),
        "merged": shelf.of(merged(base_state, factors)),
        "merged, bfloat16": shelf.of(each(cast("bfloat16"), merged(base_state, factors))),
    }
    assert dict.fromkeys(disguised, ("copy_of_submission",)) == {
        name: judged(one, bases, earlier=bobs).counts_not for name, one in disguised.items()
    }
    back = [EarlierModel("bob", "bob/full", disguised["merged"])]
    assert ("copy_of_submission",) == judged(bobs[0].fingerprint, bases, earlier=back).counts_not


@pytest.mark.parametrize("rslora", [False, True])
def test_what_peft_makes_is_read_as_peft_reads_it(
    rslora: bool, shelf: Shelf, base_state: State, bases: Any, tmp_path: Path
) -> None:
    """Untrained as it is made; what peft itself merges is the adapter's copy."""
    import torch
    from peft import LoraConfig, get_peft_model

    whole: Any = zoo.model(zoo.tokenizer(), tie_word_embeddings=True)
    config = LoraConfig(
        r=4, lora_alpha=6, target_modules=["q_proj", "down_proj"], task_type="CAUSAL_LM", use_rslora=rslora
    )
    tuned: Any = get_peft_model(whole, config)

    def saved(name: str) -> Fingerprint:
        tuned.save_pretrained(tmp_path / name)
        assert () == stage(tmp_path / name, tmp_path / f"{name}-staged")
        return fingerprint(tmp_path / f"{name}-staged", base=BASE, rows=ROWS)

    assert ("untrained_adapter",) == judged(saved("new"), bases).counts_not
    torch.manual_seed(3)
    for name, value in tuned.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(value, std=0.02)
    trained_adapter = saved("trained")
    assert Provenance() == judged(trained_adapter, bases)
    state = tuned.merge_and_unload().state_dict()
    mine = shelf.of({n: value.clone() for n, value in state.items() if n != "lm_head.weight"})
    found = judged(mine, bases, earlier=[EarlierModel("bob", "bob/lora", trained_adapter)])
    assert ("copy_of_submission",) == found.counts_not


def test_another_adapter_is_another(shelf: Shelf, base_state: State, bases: Any) -> None:
    """Of another seed, and that one merged. With another's factors and another alpha it is still theirs."""
    bobs = [EarlierModel("bob", "bob/lora", shelf.of(lora(1), adapter=CONFIG))]
    assert Provenance() == judged(shelf.of(lora(2), adapter=CONFIG), bases, earlier=bobs)
    assert Provenance() == judged(shelf.of(merged(base_state, lora(2))), bases, earlier=bobs)
    stronger = shelf.of(lora(1), adapter={**CONFIG, "lora_alpha": 16})
    assert ("copy_of_submission",) == judged(stronger, bases, earlier=bobs).counts_not
    doubled = {name: value * (2 if "lora_B" in name else 1) for name, value in lora(1).items()}
    found = judged(shelf.of(doubled, adapter=CONFIG), bases, earlier=bobs)
    assert ((), ("merge_suspected",)) == (found.counts_not, found.flags)
    beyond = found.matches[0].share if found.matches[0].names[0] == "bob/lora" else 10**6 - found.matches[0].share
    assert abs(beyond - 2_000_000) < 20_000
    same_seed = {name: value if "lora_A" in name else lora(2)[name] for name, value in lora(1).items()}
    assert Provenance() == judged(shelf.of(same_seed, adapter=CONFIG), bases, earlier=bobs)


def test_a_fingerprint_survives_json(shelf: Shelf, base_state: State, bases: Any) -> None:
    """It is kept beside the records."""
    written = msgspec.json.encode(bases[BASE])
    assert bases[BASE] == msgspec.json.decode(written, type=Fingerprint)


def test_what_the_sandbox_may_not_say_is_refused(tmp_path: Path, base_state: State) -> None:
    """An answer is checked for its form before anything believes it."""
    from smol_leaderboard.errors import RoomFailed

    for answer in (None, [], [{"name": "x"}], [{"name": 1}]):
        if answer == []:
            assert [] == module._checked(answer, list[module.Tensor], "tensors")
            continue
        with pytest.raises(RoomFailed):
            module._checked(answer, list[module.Tensor], "tensors")
