"""The words that a shape is made of, whatever a learner wrote: places, types, exceptions, what these say."""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = _words(
    "result len sum steps item items number of an the in for after call dtype requires_grad grad config decode "
    "trainer state global_step train_dataset labels input_ids attention_mask os listdir margin images image weights "
    "ref_model peft_config learning_rate warmup_steps report_to max_length distractors rewards reward text texts "
    "marks pack records record groups history method choices prompt chosen rejected messages role content "
    "output_ids old rows row hits loss losses token tokens logps arguments value gradients rng name jsonl user "
    "assistant system model layers self_attn mlp q_proj k_proj v_proj o_proj gate_proj up_proj down_proj "
    "embed_tokens lm_head input_layernorm post_attention_layernorm norm weight bias lora_A lora_B base_model "
    "default"
)
"""What suites and the judge itself call the places of a difference. A suite's own words stand in its stub as well."""
ROLES = ("user", "assistant", "system", "tool", "developer", "function", "human", "gpt", "model", "bot", "-")
"""Of messages, in the formats that people know; `-` is a conversation without any."""
TYPES = _words(
    "Tensor ndarray Parameter set frozenset tuple generator map filter zip range dict_keys dict_values dict_items "
    "function builtin_function_or_method method type module coroutine NoneType complex bytes Decimal Fraction "
    "defaultdict Counter OrderedDict deque Match Pattern Random BatchEncoding BatchFeature Encoding Dataset "
    "DatasetDict IterableDataset DataFrame Series Image float16 float32 float64 bfloat16 int8 int16 int32 int64 "
    "uint8 bool_ dict list str int float bool None SFTTrainer DPOTrainer GRPOTrainer ORPOTrainer Trainer SFTConfig "
    "DPOConfig GRPOConfig ORPOConfig TrainingArguments LoraConfig PeftModel PeftModelForCausalLM LlamaForCausalLM "
    "Function"
)
"""Types that an answer may be said to be of: those that everybody has."""
LIBRARY_ERRORS = _words(
    "TemplateError TemplateSyntaxError TemplateAssertionError TemplateRuntimeError UndefinedError SecurityError "
    "JSONDecodeError LocalEntryNotFoundError OfflineModeIsEnabled RepositoryNotFoundError RevisionNotFoundError "
    "EntryNotFoundError HfHubHTTPError HFValidationError LinAlgError AxisError OutOfMemoryError SafetensorError "
    "ArrowInvalid ArrowTypeError ArrowKeyError DatasetNotFoundError DatasetGenerationError DataFilesNotFoundError "
    "UnidentifiedImageError DecompressionBombError ValidationError InvalidOperation StatisticsError "
    "AcceleratorError NotInstalledError PackageNotFoundError"
)
"""Of the libraries that the course uses."""
PYTHON_ERRORS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)
SAYS: tuple[tuple[str, str], ...] = (
    ("None", "'NoneType' object|NoneType'|not NoneType|NoneType found"),
    ("missing-argument", "missing \\d+ required|missing a required|required positional argument"),
    ("too-many-arguments", "positional arguments? but \\d+|takes no arguments"),
    ("unexpected-keyword", "unexpected keyword"),
    ("not-callable", "object is not callable"),
    ("not-subscriptable", "not subscriptable|does not support item"),
    ("not-iterable", "not iterable|cannot unpack non-iterable"),
    ("indices", "indices must be|list indices|string indices|only integer tensors"),
    ("unhashable", "unhashable type"),
    ("concatenate", "can only concatenate|must be str, not|expected str instance"),
    ("operand", "unsupported operand|not supported between|bad operand"),
    ("unpack", "values to unpack"),
    ("out-of-range", "out of range|out of bounds|index .{1,40} is out"),
    ("pop-empty", "pop from empty|empty sequence|is an empty|must not be empty|arg is empty"),
    ("not-a-number", "could not convert|invalid literal|Invalid literal"),
    ("negative", "negative|must be non-negative|must be positive"),
    ("division", "division by zero|divide by zero|modulo by zero"),
    ("domain", "math domain|range error|too large"),
    ("sizes", "size of tensor|shapes cannot be|shape '|sizes? mismatch|must match the size|broadcast|mat1 and mat2"),
    ("dimension", "Dimension out of range|dimension|too many indices"),
    ("dtype", "dtype|scalar type|same type|expected scalar|Float but|Long but|Half"),
    ("no-gradient", "does not require grad|no grad|requires grad|leaf Variable|in-?place operation"),
    ("device", "cuda|CUDA|NVIDIA|mps"),
    ("chat-template", "chat_template|chat template"),
    ("conversation", "Conversation roles|roles must alternate|has no attribute 'role'|has no attribute 'content'"),
    ("str-attribute", "'str' object has no attribute"),
    ("list-attribute", "'list' object has no attribute"),
    ("dict-attribute", "'dict' object has no attribute"),
    ("tensor-attribute", "'Tensor' object has no attribute"),
    ("module-attribute", "module '.{1,60}' has no attribute"),
    ("no-attribute", "has no attribute"),
    ("cannot-import", "cannot import name"),
    ("no-module", "No module named"),
    ("before-assignment", "referenced before assignment|not associated with a value"),
    ("not-defined", "is not defined"),
    ("offline", "offline|huggingface\\.co|local_files_only|Hub"),
    ("missing-library", "requires the|is not installed|pip install"),
    ("recursion", "recursion"),
    ("shape-of-list", "inhomogeneous|expected sequence of length|excessive nesting|Unable to create tensor"),
    ("pattern", "unterminated|nothing to repeat|missing \\)|bad escape|no such group"),
)
"""What the messages of common errors have in common, the surest first."""
SAID = tuple((word, re.compile(pattern)) for word, pattern in SAYS)
READ = 400
"""Characters of a message that are looked at."""


def type_word(name: object) -> str:
    """Return a type's name if it is one that everybody has, else `other`: a learner names classes."""
    return str(name) if name in TYPES else "other"


def error_word(kind: str, kinds: Collection[str] = ()) -> str:
    """Return an exception's name if Python or a library of the course has it, else that of the one it derives from."""
    if kind in PYTHON_ERRORS or kind in LIBRARY_ERRORS:
        return kind
    base = next((one for one in kinds if one in PYTHON_ERRORS and one not in ("Exception", "BaseException")), "")
    return f"other-{base}" if base else "other"


def said_word(message: str) -> str:
    """Return what an exception's message is about, or an empty text."""
    head = message[:READ]
    return next((word for word, pattern in SAID if pattern.search(head)), "")
