"""Our own forward pass for Llama and SmolLM3, over the weights that transformers has loaded.

Three things make it fast where transformers' own is general. Tokens of all rows lie in one flat list, so that nothing
is padded but attention. The keys and values of what all rows begin with are kept once, and the queries of all rows meet
them in one matrix product. And the cache is allocated once: a step writes into it and copies nothing.

Formulas: Touvron et al. 2023; rotary positions as in transformers (`rotate_half`); layers without positions as in
SmolLM3 (`no_rope_layers`). `usable` compares the outcome with transformers' before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .batching import Batch, Stretch
from .linear import Product, product, products

KINDS = ("llama", "smollm3")
ROTARY_KINDS = ("default", "linear", "llama3", "yarn")
"""Those whose frequencies do not depend on how long a text is."""
QUERIES = 512
"""Rows of a matrix of scores that exist at the same time."""
LOGITS = 256
"""Tokens whose logits exist at the same time."""
TOLERANCE = 2e-3
"""How far our logits may be from transformers' in the check before use; float32 differs by a hundredth of it."""
HALF_TOLERANCE = 0.1
"""The same where numbers have eight bits of mantissa."""

Attend = Callable[[int, Any, Any, Any], Any]
"""(layer, queries [n, heads, d], keys [n, kv, d], values [n, kv, d]) -> [n, heads, d]"""


@dataclass(frozen=True)
class Prefix:
    """What all rows begin with: by layer, products with its keys and its values, which stay what they are."""

    length: int
    keys: Sequence[Product]
    """From queries `[kv, n, d]` to scores `[kv, n, tokens]`."""
    values: Sequence[Product]
    """From weights `[kv, n, tokens]` to `[kv, n, d]`."""


class Llama:
    """The network of a transformers model of one of `KINDS`. Takes over its weights."""

    takes_trees = True
    admits_late = True

    def __init__(self, model: Any) -> None:
        config = model.config
        self._rotary = model.model.rotary_emb
        self._embed = model.model.embed_tokens.weight
        self.heads = config.num_attention_heads
        self.kv = config.num_key_value_heads
        self.size = getattr(config, "head_dim", None) or config.hidden_size // self.heads
        self.device, self.dtype = self._embed.device, self._embed.dtype
        self._layers = [_Layer(layer) for layer in model.model.layers]
        self.depth = len(self._layers)
        self._norm = _norm(model.model.norm)
        self.logits = product(model.lm_head.weight, model.lm_head.bias)
        self.row_bytes = 2 * self.depth * self.kv * self.size * self._embed.element_size()
        """Bytes of one token in the cache."""

    def hidden(self, tokens: Any, positions: Any, attend: Attend) -> Any:
        """Return the last hidden states `[n, width]` of a flat list of tokens `[n]` at positions `[n]`."""
        import torch
        import torch.nn.functional as F  # noqa: N812

        x = F.embedding(tokens, self._embed)
        cosines, sines = self._rotary(x, positions[None])
        cosines, sines = cosines[0, :, None], sines[0, :, None]
        heads, kv, size = self.heads, self.kv, self.size
        for number, layer in enumerate(self._layers):
            mixed = layer.qkv(layer.before(x)).view(-1, heads + 2 * kv, size)
            turned = mixed[:, : heads + kv]
            if layer.rotary:
                low, high = turned.chunk(2, -1)
                turned = turned * cosines + torch.cat((-high, low), -1) * sines
            out = attend(number, turned[:, :heads], turned[:, heads:], mixed[:, heads + kv :])
            x = x + layer.out(out.reshape(-1, heads * size))
            gate, up = layer.gate_up(layer.after(x)).chunk(2, -1)
            x = x + layer.down(F.silu(gate) * up)
        return self._norm(x)

    def prefix(self, tokens: list[int]) -> Prefix:
        """Return the keys and values of a beginning, computed once."""
        keys: list[Any] = []
        values: list[Any] = []

        def keep(_layer: int, _number: int, k: Any, v: Any) -> None:
            keys.append(products(k.contiguous()))
            values.append(products(v.transpose(1, 2).contiguous()))

        flat, positions = self._flat([tokens], 0)
        self.hidden(flat, positions, self._within([Stretch(0, len(tokens))], None, keep))
        return Prefix(len(tokens), keys, values)

    def read(self, prefix: Prefix | None, batch: Batch) -> Iterator[Any]:
        """Yield the logits `[n, vocabulary]` at the tokens of a batch that are asked for, some at a time, in order."""
        import torch

        flat = torch.tensor(batch.tokens, device=self.device)
        positions = torch.tensor(batch.depths, device=self.device) + (prefix.length if prefix else 0)
        states = self.hidden(flat, positions, self._within(batch.stretches, prefix))
        for begin in range(0, len(batch.asked), LOGITS):
            yield self.logits(states[torch.tensor(batch.asked[begin : begin + LOGITS], device=self.device)])

    def rows(self, prefix: Prefix | None, slots: int, columns: int) -> Rows:
        """Return an empty cache for as many rows, of as many tokens behind the prefix."""
        return Rows(self, prefix, slots, columns)

    def _flat(self, rows: list[list[int]], first: int) -> tuple[Any, Any]:
        import torch

        tokens = torch.tensor([token for row in rows for token in row], device=self.device)
        positions = torch.tensor([first + at for row in rows for at in range(len(row))], device=self.device)
        return tokens, positions

    def _within(
        self,
        stretches: list[Stretch],
        prefix: Prefix | None,
        keep: Callable[[int, int, Any, Any], None] = lambda *_: None,
    ) -> Attend:
        """Return an attention in which stretches see themselves and the prefix; `keep` gets keys and values."""
        import torch

        def attend(layer: int, q: Any, k: Any, v: Any) -> Any:
            out = torch.empty_like(q, memory_format=torch.contiguous_format)
            for number, one in enumerate(stretches):
                keys = k[one.begin : one.end].transpose(0, 1)
                values = v[one.begin : one.end].transpose(0, 1)
                keep(layer, number, keys, values)
                for begin in range(one.begin, one.end, QUERIES):
                    end = min(begin + QUERIES, one.end)
                    seen = end - one.begin if one.mask is None else one.end - one.begin
                    hidden = self._hidden(one, begin, end, seen)
                    out[begin:end] = self._meet(layer, q[begin:end], keys[:, :seen], values[:, :seen], hidden, prefix)
            return out

        return attend

    def _hidden(self, one: Stretch, begin: int, end: int, seen: int) -> Any:
        """Return what queries do not see, `[queries, keys]` of bool."""
        import torch

        if one.mask is not None:
            return ~one.mask[begin - one.begin : end - one.begin]
        shape = (end - begin, seen)
        return torch.ones(shape, dtype=torch.bool, device=self.device).triu(seen - (end - begin) + 1)

    def _meet(self, layer: int, q: Any, keys: Any, values: Any, hidden: Any, prefix: Prefix | None) -> Any:
        """Return the attention of queries `[t, heads, d]` to keys `[kv, s, d]`, and to the prefix, of one stretch."""
        import torch

        count, kv, size = q.shape[0], self.kv, self.size
        grouped = (q * size**-0.5).view(count, kv, -1, size).permute(1, 2, 0, 3).reshape(kv, -1, size)
        scores = (grouped @ keys.transpose(1, 2)).view(kv, -1, count, keys.shape[1])
        scores = scores.masked_fill_(hidden, -torch.inf).view(kv, -1, keys.shape[1])
        if prefix is not None:
            scores = torch.cat((prefix.keys[layer](grouped), scores), -1)
        weights = torch.softmax(scores, -1, torch.float32).to(q.dtype)
        if prefix is None:
            mixed = weights @ values
        else:
            mixed = prefix.values[layer](weights[..., : prefix.length]) + weights[..., prefix.length :] @ values
        return mixed.view(kv, -1, count, size).permute(2, 0, 1, 3).reshape(count, -1, size)


class Rows:
    """The cache of the rows that are generated together. Rows come at the end; the last takes a leaving one's place."""

    def __init__(self, network: Llama, prefix: Prefix | None, slots: int, columns: int) -> None:
        import torch

        self._network = network
        self._prefix = prefix
        self.lengths: list[int] = []
        """Tokens of each row that are in the cache."""
        shape = (slots, network.kv, columns, network.size)
        options = {"dtype": network.dtype, "device": network.device}
        self._keys = [torch.empty(shape, **options) for _ in range(network.depth)]
        # not `empty`: what is hidden has the weight 0, and 0 times whatever lay in memory need not be 0
        self._values = [torch.zeros(shape, **options) for _ in range(network.depth)]

    def admit(self, rows: list[list[int]]) -> Any:
        """Read the prompts of new rows; return the logits `[rows, vocabulary]` of what comes next."""
        import torch

        first = len(self.lengths)

        def keep(layer: int, number: int, k: Any, v: Any) -> None:
            self._keys[layer][first + number, :, : k.shape[1]] = k
            self._values[layer][first + number, :, : v.shape[1]] = v

        stretches, at = [], 0
        for row in rows:
            stretches.append(Stretch(at, at + len(row)))
            at += len(row)
        tokens, positions = self._network._flat(rows, self._prefix.length if self._prefix else 0)
        states = self._network.hidden(tokens, positions, self._network._within(stretches, self._prefix, keep))
        self.lengths += [len(row) for row in rows]
        last = torch.tensor([one.end - 1 for one in stretches], device=states.device)
        return self._network.logits(states[last])

    def step(self, tokens: list[int]) -> Any:
        """Append one token to each row; return the logits `[rows, vocabulary]` of what comes next."""
        import torch

        network, count = self._network, len(tokens)
        device = network.device
        columns = torch.tensor(self.lengths, device=device)
        numbers = torch.arange(count, device=device)
        longest = max(self.lengths) + 1
        hidden = torch.arange(longest, device=device)[None] > columns[:, None]

        def attend(layer: int, q: Any, k: Any, v: Any) -> Any:
            self._keys[layer][numbers, :, columns] = k
            self._values[layer][numbers, :, columns] = v
            return self._meet(layer, q, hidden, longest)

        positions = columns + (self._prefix.length if self._prefix else 0)
        states = network.hidden(torch.tensor(tokens, device=device), positions, attend)
        self.lengths = [length + 1 for length in self.lengths]
        return network.logits(states)

    def _meet(self, layer: int, q: Any, hidden: Any, longest: int) -> Any:
        import torch

        network, prefix, count = self._network, self._prefix, q.shape[0]
        kv, size = network.kv, network.size
        q = (q * size**-0.5).view(count, kv, -1, size)
        keys = self._keys[layer][:count, :, :longest].reshape(count * kv, longest, size)
        values = self._values[layer][:count, :, :longest].reshape(count * kv, longest, size)
        own = torch.bmm(q.reshape(count * kv, -1, size), keys.transpose(1, 2)).view(count, kv, -1, longest)
        own.masked_fill_(hidden[:, None, None], -torch.inf)
        if prefix is None:
            weights = torch.softmax(own, -1, torch.float32).to(q.dtype)
            mixed = torch.bmm(weights.view(count * kv, -1, longest), values)
            return mixed.view(count, -1, size)
        shared = q.transpose(0, 1).reshape(kv, -1, size)  # all rows' queries of a head, side by side
        shared = prefix.keys[layer](shared)
        group = network.heads // kv
        scores = torch.cat((shared.view(kv, count, group, -1).transpose(0, 1), own), -1)
        weights = torch.softmax(scores, -1, torch.float32).to(q.dtype)
        near = weights[..., prefix.length :].reshape(count * kv, group, longest)
        far = weights[..., : prefix.length].transpose(0, 1).reshape(kv, count * group, prefix.length)
        mixed = torch.bmm(near, values).view(count, kv, group, size)
        mixed = mixed + prefix.values[layer](far).view(kv, count, group, size).transpose(0, 1)
        return mixed.reshape(count, -1, size)

    def leave(self, row: int) -> None:
        """Let go of a row: the last one takes its place."""
        last = len(self.lengths) - 1
        if row != last:
            length = self.lengths[last]
            for cache in (*self._keys, *self._values):
                cache[row, :, :length] = cache[last, :, :length]
            self.lengths[row] = self.lengths[last]
        self.lengths.pop()


class _Layer:
    def __init__(self, layer: Any) -> None:
        import torch

        attention, mlp = layer.self_attn, layer.mlp
        self.rotary = bool(getattr(attention, "use_rope", True))
        self.before, self.after = _norm(layer.input_layernorm), _norm(layer.post_attention_layernorm)
        projections = (attention.q_proj, attention.k_proj, attention.v_proj)
        biases = [one.bias for one in projections]
        bias = None if biases[0] is None else torch.cat(biases)
        self.qkv = product(torch.cat([one.weight for one in projections]), bias)
        self.out = product(attention.o_proj.weight, attention.o_proj.bias)
        up_bias = None if mlp.gate_proj.bias is None else torch.cat((mlp.gate_proj.bias, mlp.up_proj.bias))
        self.gate_up = product(torch.cat((mlp.gate_proj.weight, mlp.up_proj.weight)), up_bias)
        self.down = product(mlp.down_proj.weight, mlp.down_proj.bias)
        for one in (*projections, attention.o_proj, mlp.gate_proj, mlp.up_proj, mlp.down_proj):
            one.weight = None  # `product` has it


def _norm(norm: Any) -> Callable[[Any], Any]:
    """Return x -> x / rms(x) * w, in float32 as transformers computes it."""
    import torch

    weight, epsilon = norm.weight, norm.variance_epsilon

    def apply(x: Any) -> Any:
        wide = x.float()
        return weight * (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + epsilon)).to(x.dtype)

    return apply


def usable(model: Any) -> bool:
    """Return whether our forward pass is meant for a model."""
    config = model.config
    rotary = getattr(model, "model", None) and getattr(model.model, "rotary_emb", None)
    return (
        config.model_type in KINDS
        and getattr(rotary, "rope_type", "") in ROTARY_KINDS
        and getattr(config, "hidden_act", "silu") == "silu"
        and not getattr(config, "use_sliding_window", False)
    )


def network(model: Any) -> Llama:
    """Return our forward pass for a usable model, which is used up.

    A dozen tokens go through both before; their logits may not differ by more than `TOLERANCE` of their spread, else
    `Inexact` is raised.
    """
    import torch

    tokens = [number * 7919 % model.config.vocab_size for number in range(1, 13)]
    expected = model(torch.tensor([tokens], device=model.device)).logits[0].float()
    ours = Llama(model)
    places = list(range(len(tokens)))
    [found] = ours.read(None, Batch(tokens, places, [Stretch(0, len(tokens))], places))
    tolerance = TOLERANCE if ours.dtype == torch.float32 else HALF_TOLERANCE
    if not float((expected - found.float()).abs().max()) <= tolerance * float(expected.std()):
        raise Inexact
    return ours


class Inexact(Exception):
    """Our forward pass does not give what transformers gives: it is not meant for this model after all."""
