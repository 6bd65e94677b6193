"""Every run draws its own world: tokenizers whose special tokens and vocabulary nobody can know beforehand.

A tokenizer is drawn here from the run's seed, travels to the worker as an asset, and keeps its oracle on this side: the
text that its chat template makes of messages, rendered by Jinja and not by the worker's transformers.
"""

from __future__ import annotations

import copy
import random
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..records import Record
from ..submission import Asset

if TYPE_CHECKING:
    from .llama import TinyModel

CHATML = (
    "{%- for message in messages %}"
    "{{- START + message['role'] + '\\n' + message['content'] + END + '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- START + 'assistant\\n' }}{%- endif %}"
)
"""ChatML with the names of its two special tokens left open; SmolLM2 calls them <|im_start|> and <|im_end|>."""

GENERATION_MARKS = ("{% generation %}", "{% endgeneration %}")
MARKED_CHATML = (
    "{%- for message in messages %}"
    "{{- START + message['role'] + '\\n' }}"
    "{%- if message['role'] == 'assistant' %}{% generation %}{{- message['content'] + END }}{% endgeneration %}"
    "{%- else %}{{- message['content'] + END }}{%- endif %}{{- '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- START + 'assistant\\n' }}{%- endif %}"
)
"""The same text, with marks for transformers around what an assistant says: its content and its end token."""
_PARTS = (
    "{%- for part in message['content'] %}"
    "{%- if part['type'] == 'image' %}{{- '<image>' }}{%- else %}{{- part['text'] }}{%- endif %}"
    "{%- endfor %}"
)
IMAGE_CHATML = CHATML.replace(" + message['content'] + END + '\\n' }}", " }}" + _PARTS + "{{- END + '\\n' }}")
MARKED_IMAGE_CHATML = MARKED_CHATML.replace("{{- message['content'] + END }}", _PARTS + "{{- END }}")
"""Both again, for contents that are lists of parts: `{"type": "image"}` and `{"type": "text", "text": …}`."""

MODEL_MAX_LENGTH = 8192
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "wa", "xe", "zi")
CORPUS = (
    "system user assistant You are a helpful math tutor. Solve the problem step by step.",
    "The capital of France is Paris, and the capital of Peru is Lima.",
    "She sells 16 - 3 - 4 = <<16-3-4=9>>9 duck eggs a day. #### 18",
    "How many apples are left when Ana gives away half of her 24 apples?",
    "The quick brown fox jumps over the lazy dog. 0123456789 + - * / = ( ) [ ] { } < > # $ %",
    "¿Cuántas páginas leyó María el martes? Leyó el doble que el lunes: 12 páginas.",
    "def add(a, b):\n    return a + b\n\nfor name in names:\n    print(name)",
    "Write a short story about a robot who learns to cook. Use three sentences.",
    "Once upon a time there was a small model that wanted to learn how to answer.",
    "A list of words: learning, training, question, answer, because, therefore, however.",
)
"""What the tokenizers' merges are learnt from; which lines and in which order is drawn."""


class SpecialTokens(Record, frozen=True):
    """The special tokens of a drawn tokenizer."""

    start: str
    """Opens a turn; also the `bos_token`."""
    end: str
    """Closes a turn; also the `eos_token`."""
    pad: str

    @property
    def all(self) -> tuple[str, str, str]:
        """The three tokens."""
        return self.start, self.end, self.pad


PUBLISHED = SpecialTokens(start="<|im_start|>", end="<|im_end|>", pad="<|endoftext|>")
"""What SmolLM2 and many other models call them."""


class ChatTokenizer(Asset):
    """A drawn tokenizer: an asset for the worker, an oracle for the judge."""

    def __init__(
        self,
        name: str,
        draw: random.Random,
        *,
        published: bool = False,
        marks_generation: bool = False,
        image_tokens: tuple[str, ...] = (),
    ) -> None:
        tokens = PUBLISHED if published else _draw_tokens(draw)
        plain, marked = (IMAGE_CHATML, MARKED_IMAGE_CHATML) if image_tokens else (CHATML, MARKED_CHATML)
        template = marked if marks_generation else plain
        template = template.replace("START", f"'{tokens.start}'").replace("END", f"'{tokens.end}'")
        data = {
            "tokenizer_json": _train((*tokens.all, *image_tokens), draw),
            "chat_template": template,
            "model_max_length": MODEL_MAX_LENGTH,
            "special_tokens": {"bos_token": tokens.start, "eos_token": tokens.end, "pad_token": tokens.pad},
        }
        super().__init__(name, "tokenizer", data)
        object.__setattr__(self, "special_tokens", tokens)

    special_tokens: SpecialTokens

    @cached_property
    def _template(self) -> Any:
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        template: str = self.data["chat_template"]
        for mark in GENERATION_MARKS:  # of transformers' own; they print nothing
            template = template.replace(mark, "")
        return environment.from_string(template)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(self.data["tokenizer_json"])

    def render(self, messages: Sequence[dict[str, Any]], *, add_generation_prompt: bool = False) -> str:
        """Return the text that the chat template makes of the messages."""
        text: str = self._template.render(messages=messages, add_generation_prompt=add_generation_prompt)
        return text

    def encode(self, text: str) -> list[int]:
        """Return the token ids of a text; special tokens in it are recognised, none are added."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Return where each token of a text begins and ends, in characters; the bytes of one character share it."""
        pairs: list[tuple[int, int]] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return pairs

    def id_of(self, token: str) -> int:
        """Return the id of a special token."""
        number: int = self._tokenizer.token_to_id(token)
        return number

    @property
    def size(self) -> int:
        """How many token ids there are, special tokens included."""
        size: int = self._tokenizer.get_vocab_size()
        return size

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of token ids, special tokens included; ids outside the vocabulary are left out."""
        text: str = self._tokenizer.decode([i for i in ids if 0 <= i < self.size], skip_special_tokens=False)
        return text

    def with_template(self, template: str) -> ChatTokenizer:
        """Return the same tokenizer with another chat template."""
        return self._with(chat_template=template)

    def padded_with(self, token: str) -> ChatTokenizer:
        """Return the same tokenizer with another padding token."""
        return self._with(special_tokens=self.data["special_tokens"] | {"pad_token": token})

    def _with(self, **changes: Any) -> ChatTokenizer:
        other = copy.copy(self)
        object.__setattr__(other, "data", self.data | changes)
        for cached in ("key", "_template"):
            other.__dict__.pop(cached, None)
        return other


class World:
    """Everything random of one run but Hypothesis's own draws, which take their seeds from here too."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._tokenizers: dict[str, ChatTokenizer] = {}
        self._models: dict[tuple[Any, ...], TinyModel] = {}
        self._drawing = threading.Lock()

    def random(self, purpose: str) -> random.Random:
        """Return a generator of its own for each purpose."""
        return random.Random(f"{self._seed}/{purpose}")

    def tokenizer(
        self,
        name: str,
        *,
        published: bool = False,
        marks_generation: bool = False,
        image_tokens: tuple[str, ...] = (),
    ) -> ChatTokenizer:
        """Return the run's tokenizer of that name, drawn at first use.

        With `published`, all but its special tokens are drawn. With `marks_generation`, its template marks the
        assistant's tokens, which `assistant_only_loss` needs. With `image_tokens`, it knows these special tokens too,
        and its template takes contents that are lists of texts and images.
        """
        with self._drawing:
            if name not in self._tokenizers:
                self._tokenizers[name] = ChatTokenizer(
                    name,
                    self.random(f"tokenizer/{name}"),
                    published=published,
                    marks_generation=marks_generation,
                    image_tokens=image_tokens,
                )
            return self._tokenizers[name]

    def model(self, name: str, tokenizer: ChatTokenizer, *, scale: float = 0.02, **sizes: int) -> TinyModel:
        """Return a model with drawn weights (about 45 000 unless `sizes` of `Shape` say otherwise) for a tokenizer.

        Drawn at first use: the checks of a run ask for the same ones.
        """
        wanted = (name, tokenizer.key, scale, *sorted(sizes.items()))
        with self._drawing:
            if wanted not in self._models:
                self._models[wanted] = self._drawn_model(name, tokenizer, scale, sizes)
            return self._models[wanted]

    def _drawn_model(self, name: str, tokenizer: ChatTokenizer, scale: float, sizes: dict[str, int]) -> TinyModel:
        from .llama import Shape, TinyModel, draw_weights

        shape = Shape(vocabulary=tokenizer.size, **sizes)
        start, end, pad = (tokenizer.id_of(token) for token in tokenizer.special_tokens.all)
        special = {"bos_token_id": start, "eos_token_id": end, "pad_token_id": pad}
        weights = draw_weights(shape, self.random(f"model/{name}").getrandbits(32), scale)
        return TinyModel(name, shape, weights, special)


class Rows(Asset):
    """Rows that arrive as a `datasets.Dataset`."""

    def __init__(self, name: str, rows: list[dict[str, Any]]) -> None:
        super().__init__(name, "dataset", {"rows": rows})


class Seeded(Asset):
    """A `random.Random`, at its beginning in each call."""

    def __init__(self, name: str, seed: int) -> None:
        super().__init__(name, "random", {"seed": seed})


class Function(Asset):
    """A function of the suite's that learner code calls: Python source that defines `name`, run anew for each call.

    It runs beside the learner's code, which may read it: it holds nothing that a learner must not know, and what it
    remembers proves nothing.
    """

    def __init__(self, name: str, source: str) -> None:
        super().__init__(name, "function", {"name": name, "source": source})


class Lora(Asset):
    """The fields of a `peft.LoraConfig`, which the worker builds."""

    def __init__(self, name: str, **fields: Any) -> None:
        super().__init__(name, "lora", fields)


def _draw_tokens(draw: random.Random) -> SpecialTokens:
    words: dict[str, None] = {}  # not a set, whose order differs from process to process
    while len(words) < 3:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 3)))] = None
    start, end, pad = words
    return SpecialTokens(start=f"<|{start}_start|>", end=f"<|{end}_end|>", pad=f"<|{pad}|>")


def _train(tokens: tuple[str, ...], draw: random.Random) -> str:
    """Return the tokenizer.json of a byte-level BPE tokenizer whose merges depend on the draw."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = list(tokens)
    draw.shuffle(special)
    trainer = trainers.BpeTrainer(
        vocab_size=draw.randint(320, 420) + len(tokens) - 3,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in special],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    lines = draw.sample(CORPUS, k=len(CORPUS) - 3)
    tokenizer.train_from_iterator([line for line in lines for _ in range(draw.randint(1, 3))], trainer)
    text: str = tokenizer.to_str()
    return text
