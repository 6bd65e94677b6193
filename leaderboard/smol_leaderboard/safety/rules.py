"""What a model's repository must be like: every reason code, how severe it is, and every limit with its reason.

A finding is `reject` (no weight is loaded, nothing is measured) or `flag` (it is measured all the same, with the pinned
template, and the flag stands beside the row). Each code has two sentences in the catalogues: `gate.CODE`, what was
found, and `gate.CODE_fix`, what to do.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from smol_grade.records import Record, Sentence

Severity = Literal["reject", "flag"]


class Finding(Record, frozen=True):
    """One thing that the gate has found, or another part of the course in a section of its own."""

    section: ClassVar[str] = "gate"
    """Of the catalogues. A code may begin with it; its sentences do not repeat it."""
    code: str
    """Stable: stored, shown, and the name of its sentences."""
    severity: Severity
    fields: dict[str, str] = {}
    """What the sentences show. Under the submitter's control, but short and printable."""

    @property
    def sentence(self) -> Sentence:
        """What was found."""
        return Sentence(key=f"{self.section}.{self._name}", fields=dict(self.fields))

    @property
    def fix(self) -> Sentence:
        """What to do."""
        return Sentence(key=f"{self.section}.{self._name}_fix", fields=dict(self.fields))

    @property
    def _name(self) -> str:
        return self.code.removeprefix(f"{self.section}_")


class FileFact(Record, frozen=True):
    """One file that was looked at."""

    name: str
    size: int
    """Bytes."""


class ModelFacts(Record, frozen=True):
    """What the gate learnt of a model; as much as it came to know before the first problem."""

    adapter: bool = False
    """A LoRA adapter, to be merged into its base."""
    base: str = ""
    """The permitted base that an adapter names; empty for whole models."""
    parameters: int = 0
    """Numbers in the tensors of the repository; tied ones once."""
    size_class: str = ""
    """`135M`, of the base, or of the permitted base nearest in parameters; empty when none is near."""
    dtype: str = ""
    """`F32`, `BF16`, `F16`; the largest share when there are several."""
    submitted_template_sha256: str = ""
    files: tuple[FileFact, ...] = ()


class Examination(Record, frozen=True):
    """The gate's whole answer."""

    findings: tuple[Finding, ...]
    facts: ModelFacts
    stages: tuple[str, ...] = ()
    """The questions that were asked of the sandbox, in order: `gate_config.examine`, …; none of them loads a model."""

    @property
    def rejected(self) -> bool:
        """True when no weight of this model may be loaded."""
        return any(finding.severity == "reject" for finding in self.findings)

    @property
    def spoils(self) -> tuple[str, ...]:
        """The codes of the flags that keep the model from counting for a certificate."""
        return tuple(dict.fromkeys(finding.code for finding in self.findings if finding.code in SPOILS))


class Limits(Record, frozen=True):
    """Every bound.

    The largest permitted base is SmolLM3-3B: 3.1 thousand million parameters, 36 layers, 65 536 positions, a vocabulary
    of 128 256; the bounds leave room above it and none for what no honest fine-tune has.
    """

    files: int = 400
    """TRL's folder with all checkpoints of a long run has a hundred."""
    name_chars: int = 128
    total_bytes: int = 16 * 2**30
    """SmolLM3-3B in float32 is 12.3 GB."""
    json_bytes: int = 2**18
    """Of config.json and its like; honest ones have two kilobytes, an index of 36 layers has 30."""
    tokenizer_bytes: int = 24 * 2**20
    """SmolLM3's is 17 MB, SmolLM2's 3.5."""
    legacy_tokenizer_bytes: int = 8 * 2**20
    """vocab.json, merges.txt, special_tokens_map.json: never read here."""
    card_bytes: int = 2**20
    trainer_state_bytes: int = 2**24
    template_bytes: int = 2**16
    """Of a template that is rendered; a longer one, which only a table of answers makes, is flagged unread. SmolLM3's
    has 5 600 characters."""
    template_file_bytes: int = 2**20
    """Of its file: the questions and answers of GSM8K's test set take a third of it."""
    tokenizer_config_bytes: int = 2**21
    """The same template inside tokenizer_config.json, with its escapes."""
    templates: int = 8

    header_bytes: int = 2**20
    """safetensors 0.8 spends 600 MB on a header of 90 MB of white space; 1 000 tensors take 120 kB."""
    tensors: int = 2000
    metadata_chars: int = 2**16
    dimensions: int = 4
    dimension: int = 2**24
    """safetensors lets an empty tensor have a dimension of 2^62."""
    shards: int = 64
    parameters: int = 4 * 10**9

    layers: int = 48
    hidden: int = 8192
    intermediate: int = 32768
    heads: int = 128
    head_dim: int = 256
    positions: int = 2**17
    vocabulary: int = 200_000

    added_tokens: int = 512
    """SmolLM2 has 17, SmolLM3 256; a thousand words made single tokens would be a way to smuggle text."""
    added_token_chars: int = 64
    new_tokens: int = 2**15
    """`max_new_tokens` of generation_config.json. Ours overrides it; a learner's users would wait."""
    beams: int = 16

    lora_rank: int = 512
    lora_alpha: int = 4096

    render_chars: int = 200_000
    """Of one rendered test conversation of less than 5 000."""
    template_constants: int = 160
    """Text constants of a template. SmolLM3's, with tools and two ways to think, has about ninety."""
    template_chars: int = 8000
    """Of all text constants together."""
    probe_constants: int = 200
    template_s: float = 10.0
    tokenizer_s: float = 20.0
    json_s: float = 20.0
    values_bytes_s: int = 40 * 2**20
    """Bytes a second at which a slow disk and one slow core still find infinite numbers."""
    template_mb: int = 256
    tokenizer_mb: int = 1024
    json_mb: int = 512


LIMITS = Limits()

ARCHITECTURES = {"llama": "LlamaForCausalLM", "smollm3": "SmolLM3ForCausalLM"}
"""`model_type` -> the class that is built: those of the permitted bases. A vision unit would add SmolVLM's."""
DTYPES = ("F32", "BF16", "F16")
"""What transformers trains in. F64 and integers are no trained weights, F8 and packed ones need code to be read."""

_SMOLLM2_135M = {"hidden_size": 576, "intermediate_size": 1536, "num_hidden_layers": 30}
_SMOLLM2_135M |= {"num_attention_heads": 9, "num_key_value_heads": 3, "vocab_size": 49152}
_SMOLLM2_360M = {"hidden_size": 960, "intermediate_size": 2560, "num_hidden_layers": 32}
_SMOLLM2_360M |= {"num_attention_heads": 15, "num_key_value_heads": 5, "vocab_size": 49152}
_SMOLLM2_1B = {"hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 24}
_SMOLLM2_1B |= {"num_attention_heads": 32, "num_key_value_heads": 32, "vocab_size": 49152}
_SMOLLM3_3B = {"hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36}
_SMOLLM3_3B |= {"num_attention_heads": 16, "num_key_value_heads": 4, "vocab_size": 128256}
KNOWN_SIZES = {
    "HuggingFaceTB/SmolLM2-135M": _SMOLLM2_135M,
    "HuggingFaceTB/SmolLM2-135M-Instruct": _SMOLLM2_135M,
    "HuggingFaceTB/SmolLM2-360M": _SMOLLM2_360M,
    "HuggingFaceTB/SmolLM2-360M-Instruct": _SMOLLM2_360M,
    "HuggingFaceTB/SmolLM2-1.7B": _SMOLLM2_1B,
    "HuggingFaceTB/SmolLM2-1.7B-Instruct": _SMOLLM2_1B,
    "HuggingFaceTB/SmolLM3-3B-Base": _SMOLLM3_3B,
    "HuggingFaceTB/SmolLM3-3B": _SMOLLM3_3B,
}
"""What an adapter's tensors must fit where the base itself is not at hand, as in each base's config.json."""

REJECTS: dict[str, tuple[str, ...]] = {
    # the list of files
    "no_weights": (),
    "two_models": (),
    "pickle_file": ("file",),
    "program_file": ("file",),
    "side_file": ("file",),
    "link": ("file",),
    "special_file": ("file",),
    "bad_name": ("file",),
    "hidden_file": ("file",),
    "pointer_file": ("file",),
    "too_many_files": ("count", "most"),
    "file_too_large": ("file", "most"),
    "too_large": ("size", "most"),
    # JSON
    "json_broken": ("file", "problem"),
    "remote_code": ("file", "setting"),
    # safetensors
    "header_length": ("file", "problem"),
    "header_broken": ("file", "problem"),
    "duplicate_tensor": ("file", "problem"),
    "metadata_too_large": ("file", "most"),
    "too_many_tensors": ("file", "most"),
    "dtype_not_allowed": ("file", "tensor", "found"),
    "bad_shape": ("file", "tensor", "found"),
    "tensor_size": ("file", "tensor"),
    "tensors_overlap": ("file", "tensor"),
    "tensors_hole": ("file", "tensor"),
    "truncated": ("file",),
    "trailing_bytes": ("file",),
    "index_broken": ("file", "problem"),
    "shard_missing": ("file",),
    "shard_not_listed": ("file",),
    "tensor_twice": ("tensor", "file"),
    "not_finite": ("file", "tensor"),
    # config.json and generation_config.json
    "no_config": (),
    "vision_model": ("found",),
    "architecture_not_allowed": ("found", "allowed"),
    "config_key_not_allowed": ("setting",),
    "config_out_of_bounds": ("setting", "found", "most"),
    "config_unusable": ("problem",),
    "quantized": ("found",),
    "too_many_parameters": ("found", "most"),
    "tensor_missing": ("tensor", "count"),
    "tensor_unexpected": ("tensor", "count"),
    "shape_mismatch": ("tensor", "expected", "found"),
    "generation_out_of_bounds": ("setting", "found"),
    # adapters
    "adapter_no_config": (),
    "adapter_no_weights": (),
    "adapter_no_base": (),
    "adapter_local_base": ("found",),
    "adapter_base_not_permitted": ("found",),
    "adapter_key_not_allowed": ("setting",),
    "adapter_kind": ("setting", "found"),
    "adapter_out_of_bounds": ("setting", "found", "most"),
    "adapter_modules": ("found",),
    # the tokenizer
    "no_tokenizer": (),
    "tokenizer_unusable": ("problem",),
    "tokenizer_class": ("found",),
    "tokenizer_key_not_allowed": ("setting",),
    "tokenizer_rewrites_text": ("part",),
    "tokenizer_loses_text": ("found",),
    "tokenizer_too_large": ("found", "most"),
    "tokenizer_larger_than_embeddings": ("found", "most"),
    "too_many_added_tokens": ("found", "most"),
    "added_token_not_allowed": ("found",),
    "no_end_token": (),
    "tokenizer_too_slow": (),
    # the chat template
    "no_chat_template": (),
    "too_many_templates": ("count", "most"),
    "template_broken": ("problem",),
    "template_attacks": ("problem",),
    "template_too_large": (),
    "template_too_slow": (),
    "template_drops_content": ("role",),
    "template_no_generation_prompt": (),
    "template_prompt_not_prefix": (),
    "template_no_end": ("found",),
    # a stage of the gate that gave no answer
    "check_timed_out": ("part",),
    "check_out_of_memory": ("part",),
    "check_crashed": ("part",),
}
"""Code -> the fields of its sentences.

A template that is broken in any other way than by adding content is rejected, although the evaluation never renders
with it: whoever downloads the model chats through it, and there is always a fix.
"""
FLAGS: dict[str, tuple[str, ...]] = {
    "template_adds_content": ("problem",),
}
"""Measured, with the flag beside the row: the pinned template is used, so that such a template earns nothing."""
SPOILS = frozenset({"template_adds_content"})
"""Flags that keep a model from counting for a certificate."""
FIELDS = REJECTS | FLAGS


def finding(code: str, **fields: object) -> Finding:
    """Return a finding with its severity; `fields` are those of its sentences."""
    return Finding(code, "flag" if code in FLAGS else "reject", {name: str(value) for name, value in fields.items()})
