"""Sixty-odd notebooks in the shapes of real learners', each with the code file that should be graded the same."""

from __future__ import annotations

import json
from typing import NamedTuple

import nbformat

TRIPWIRE = "TRIPWIRE"
"""Stands in every statement that must not run."""
TOKEN = "hf_" + "aB3" * 11 + "x"
SMOLTALK, GSM8K = "smoltalk_to_chatml", "gsm8k_to_chatml"


class Sample(NamedTuple):
    """A notebook and its equal."""

    name: str
    exercise: str
    notebook: str
    code: str
    """The code file."""
    course: bool = False
    """Whether it is one of the course's own, with names of the learner's."""


def written(cells: list[str]) -> str:
    """The notebook with these code cells, outputs that hold a token, and text between them."""
    made = nbformat.v4.new_notebook()
    for cell in cells:
        code = nbformat.v4.new_code_cell(cell, outputs=[nbformat.v4.new_output("stream", text=f"{TOKEN}\n")])
        made.cells += [nbformat.v4.new_markdown_cell("# Text\n```python\ndef broken(:\n```"), code]
    return nbformat.writes(made)


def old(cells: list[str]) -> str:
    """The same in format 3, sources as lines."""
    made = [
        {
            "cell_type": "code",
            "input": cell.splitlines(keepends=True),
            "language": "python",
            "outputs": [],
            "metadata": {},
        }
        for cell in cells
    ]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": made, "metadata": {}}]}
    )


IMPORTS = "from typing import Any\nimport re, copy"
CONSTANT = "MESSAGES = 'messages'\nROLES = {'q': 'user'}\nROLES['a'] = 'assistant'\nKEEP = re.compile('.*', re.DOTALL)"
HELPER = "def turn(kind, text, roles=ROLES):\n    return {'role': roles[kind], 'content': KEEP.match(text)[0]}"
CHAT = "    chat = [turn('q', sample['question']), turn('a', sample['answer'])]\n"
RENDER = "tokenizer.apply_chat_template({chat}, {options})"
ANSWERS = {
    "right_smoltalk": (
        SMOLTALK,
        "def smoltalk_to_chatml(sample: dict[str, Any], tokenizer) -> dict[str, Any]:\n    row = copy.copy(sample)\n"
        f"    row['text'] = {RENDER.format(chat='row[MESSAGES]', options='tokenize=False')}\n    return row",
    ),
    "right_gsm8k": (
        GSM8K,
        f"def gsm8k_to_chatml(sample, tokenizer) -> dict[str, Any]:\n{CHAT}"
        f"    return {{'messages': chat, 'text': {RENDER.format(chat='chat', options='tokenize=False')}}}",
    ),
    "prompt_left": (
        SMOLTALK,
        "def smoltalk_to_chatml(sample, tokenizer):\n    return {'text': "
        "tokenizer.apply_chat_template(sample['messages'], tokenize=False, add_generation_prompt=True)}",
    ),
    "stale_global": (
        GSM8K,
        f"def gsm8k_to_chatml(sample, tokenizer):\n{CHAT}"
        "    return {'messages': chat, 'text': tokenizer.apply_chat_template(messages, tokenize=False)}",
    ),
}
STALE = "messages = [\n    {'role': 'user', 'content': 'Hello, how are you?'},\n    {'role': 'assistant', 'content': 'Fine.'},\n]"
INSTALL = "!pip install -q transformers datasets trl\n%pip install huggingface_hub"
LOGIN = f"from huggingface_hub import login\n\nHF_TOKEN = '{TOKEN}'\nlogin(HF_TOKEN)\nlogin(token='{TOKEN}', note='{TRIPWIRE}')"
DISPLAY = f"display(HTML('<iframe src=https://example.org title={TRIPWIRE}></iframe>'))\nmessages\nprint('{TRIPWIRE}')"
LOAD = (
    f"device = 'cuda' if torch.cuda.is_available() else 'cpu'\n"
    f"model = AutoModelForCausalLM.from_pretrained('{TRIPWIRE}').to(device)\n"
    f"tokenizer = AutoTokenizer.from_pretrained('{TRIPWIRE}')\nmodel, tokenizer = setup_chat_format(model, tokenizer)"
)
TRAIN = f"trainer = SFTTrainer(model=model, run_name='{TRIPWIRE}')\ntrainer.train()\ntrainer.push_to_hub()\nfor row in ds:\n    print(row, '{TRIPWIRE}')"


def shaped(shape: str, function: str) -> str:
    """A notebook of this shape around an answer's function."""
    parts = [IMPORTS, STALE, CONSTANT, HELPER, function]
    name = function.partition("def ")[2].partition("(")[0]
    if shape == "in_order":
        return written([INSTALL, *parts, DISPLAY])
    if shape == "out_of_order":
        return written([function, DISPLAY, HELPER, CONSTANT, STALE, IMPORTS])
    if shape == "magics":
        begin = "%load_ext autoreload\n%autoreload 2\nfiles = !ls"
        return written(
            [begin, IMPORTS, STALE, CONSTANT, HELPER, f"%%time\n{function}", f"%%bash\necho {TRIPWIRE}", "turn?"]
        )
    if shape == "login":
        return written([LOGIN, *parts, "%env HF_TOKEN=" + TOKEN, LOGIN])
    if shape == "syntax_error_elsewhere":
        return written(["print 'hello'", *parts, "def train(:\n    pass", "from transformers import ("])
    if shape == "training":
        return written([LOAD, TRAIN, *parts, TRAIN])
    if shape == "missing_library":
        return written(["import unsloth, wandb\nfrom google.colab import userdata, drive", *parts])
    if shape == "empty_cell_after":
        return written([*parts, f"def {name}(sample, tokenizer):\n    # TODO\n    return sample", ""])
    if shape == "in_a_block":
        tried = f"try:\n    import {TRIPWIRE.lower()}\nexcept ImportError:\n    pass"
        main = f"if __name__ == '__main__':\n    print('{TRIPWIRE}')\nawait main('{TRIPWIRE}')"
        block = "if True:\n" + "\n".join(f"    {line}" for line in HELPER.splitlines())
        return written([tried, main, IMPORTS, STALE, CONSTANT, block, function])
    assert shape == "old_format"
    return old([LOGIN, *parts, DISPLAY])


SHAPES = (
    *("in_order", "out_of_order", "magics", "login", "syntax_error_elsewhere", "training", "missing_library"),
    *("empty_cell_after", "in_a_block", "old_format"),
)

FIRST = "ds = load_dataset('HuggingFaceTB/smoltalk', 'everyday-conversations')"
SECOND = "ds = load_dataset('openai/gsm8k', 'main')"
BEGIN = [INSTALL, LOGIN, IMPORTS, LOAD, STALE, DISPLAY]


def course(name: str, exercise: str, function: str, body: str, use: str = "ds = ds.map(process_dataset)") -> Sample:
    """One of the course's notebooks: `function` in it, and `body` as the file's function (sample, tokenizer)."""
    other = "def process_dataset(sample):\n    # TODO: \U0001f422 Convert the sample\n    return sample"
    mine = f"{function}\n\n{use}\ndisplay(ds['train'][0])  # {TRIPWIRE}"
    blank = f"{other}\n\nds = ds.map(process_dataset)"
    first, second = (mine, blank) if exercise == SMOLTALK else (blank, mine)
    cells = [*BEGIN, FIRST, first, SECOND, second]
    code = f"{IMPORTS}\n{STALE}\n\ndef {exercise}(sample, tokenizer):\n{body}\n"
    return Sample(f"course_{name}", exercise, written(cells), code, course=True)


TEXT = "tokenizer.apply_chat_template(sample['messages'], tokenize=False)"
OF_GLOBAL = "tokenizer.apply_chat_template(messages, tokenize=False)"
RIGHT = f"    return {{'text': {TEXT}}}"
TURNS = "[{'role': 'user', 'content': sample['question']}, {'role': 'assistant', 'content': sample['answer']}]"
MAKE = f"    chat = {TURNS}\n"
ROW = "def process_dataset(sample):\n"
GSM_RIGHT = f"{MAKE}    return {{'messages': chat, 'text': tokenizer.apply_chat_template(chat, tokenize=False)}}"
COLUMNS = (
    "chatml",
    "text",
    "chat",
    "formatted_chat",
    "prompt",
    "chat_format",
    "formatted",
    "conversation",
    "output",
    "messages_str",
)
COURSE = [
    *(
        course(f"column_{name}", SMOLTALK, f"{ROW}    sample['{name}'] = {TEXT}\n    return sample", RIGHT)
        for name in COLUMNS
    ),
    course("lambda", SMOLTALK, "", RIGHT, f"ds = ds.map(lambda sample: {{'x': {TEXT}}})"),
    course(
        "batched",
        SMOLTALK,
        "def process_dataset(batch):\n    return {'t': [tokenizer.apply_chat_template(m, tokenize=False) for m in batch['messages']]}",
        RIGHT,
        "ds = ds.map(process_dataset, batched=True, remove_columns=ds['train'].column_names)",
    ),
    course(
        "with_indices",
        SMOLTALK,
        f"def number(sample, index, sep=''):\n    return {{'id': index, 'y': sep + {TEXT}}}",
        RIGHT,
        "ds = ds['train'].select(range(10)).map(number, with_indices=True)",
    ),
    course(
        "own_tokenizer_argument",
        SMOLTALK,
        f"def go(sample, tok):\n    return {{'y': {TEXT.replace('tokenizer', 'tok')}}}",
        RIGHT,
        "ds = ds.map(lambda s: go(s, tokenizer))",
    ),
    course(
        "fn_kwargs",
        SMOLTALK,
        f"def go(sample, tokenizer):\n    return {{'y': {TEXT}}}",
        RIGHT,
        "ds = ds.map(go, fn_kwargs={'tokenizer': tokenizer})",
    ),
    course("over_messages", SMOLTALK, f"{ROW}    sample['messages'] = {TEXT}\n    return sample", RIGHT),
    course("not_mapped", SMOLTALK, f"def to_chatml(sample):\n    return {{'z': {TEXT}}}", RIGHT, "ds"),
    course(
        "prompt_left",
        SMOLTALK,
        f"{ROW}    return {{'a': {TEXT[:-1]}, add_generation_prompt=True)}}",
        f"    return {{'text': {TEXT[:-1]}, add_generation_prompt=True)}}",
    ),
    course(
        "token_ids",
        SMOLTALK,
        f"{ROW}    return {{'a': tokenizer.apply_chat_template(sample['messages'])['input_ids']}}",
        "    return {'text': tokenizer.apply_chat_template(sample['messages'])['input_ids']}",
    ),
    course(
        "misspelt",
        SMOLTALK,
        f"{ROW}    return {{'a': tokenizer.apply_chat_template(sample['messages'], tokenizer=False)}}",
        "    return {'text': tokenizer.apply_chat_template(sample['messages'], tokenizer=False)}",
    ),
    course(
        "stale",
        SMOLTALK,
        f"{ROW}    return {{'a': {OF_GLOBAL}}}",
        f"    return {{'text': {OF_GLOBAL}}}",
    ),
    course(
        "thrown_away", SMOLTALK, f"{ROW}    text = {TEXT}\n    return sample", f"    text = {TEXT}\n    return sample"
    ),
    course("bare_text", SMOLTALK, f"{ROW}    return {TEXT}", f"    return {TEXT}"),
    course(
        "gsm_right",
        GSM8K,
        f"{ROW}{MAKE}    sample['chatml'] = tokenizer.apply_chat_template(chat, tokenize=False)\n    return sample",
        GSM_RIGHT,
    ),
    course(
        "gsm_messages_kept",
        GSM8K,
        f"{ROW}    sample['conv'] = {TURNS}\n    sample['txt'] = tokenizer.apply_chat_template(sample['conv'], tokenize=False)\n    return sample",
        GSM_RIGHT,
    ),
    course(
        "gsm_two_maps",
        GSM8K,
        f"def to_chat(sample):\n    return {{'messages': {TURNS}}}\n\ndef both(sample):\n    chat = to_chat(sample)['messages']\n    return {{'messages': chat, 'x': tokenizer.apply_chat_template(chat, tokenize=False)}}",
        GSM_RIGHT,
        "ds = ds.map(both)",
    ),
    course(
        "gsm_two_steps",
        GSM8K,
        f"def make(sample):\n    return {{'conv': {TURNS}}}\n\ndef render(sample):\n    return {{'x': "
        "tokenizer.apply_chat_template(sample['conv'], tokenize=False)}",
        GSM_RIGHT,
        "ds = ds.map(make)\nds['train'] = ds['train'].map(render)",
    ),
    course(
        "gsm_chained",
        GSM8K,
        f"def make(sample):\n    return {{'conv': {TURNS}}}",
        GSM_RIGHT,
        "new = ds['train'].map(make).map(lambda s: {'x': tokenizer.apply_chat_template(s['conv'], tokenize=False)})",
    ),
    course(
        "gsm_messages_only", GSM8K, f"{ROW}    return {{'messages': {TURNS}}}", f"    return {{'messages': {TURNS}}}"
    ),
    course(
        "gsm_wrong_role",
        GSM8K,
        f"{ROW}{MAKE}    chat[1]['role'] = 'assistent'\n    return {{'messages': chat, 'x': tokenizer.apply_chat_template(chat, tokenize=False)}}",
        f"{MAKE}    chat[1]['role'] = 'assistent'\n    return {{'messages': chat, 'text': tokenizer.apply_chat_template(chat, tokenize=False)}}",
    ),
    course(
        "gsm_prompt_left",
        GSM8K,
        f"{ROW}{MAKE}    return {{'messages': chat, 'x': tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)}}",
        f"{MAKE}    return {{'messages': chat, 'text': tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)}}",
    ),
    course(
        "gsm_no_answer",
        GSM8K,
        f"{ROW}    chat = {TURNS}[:1]\n    return {{'messages': chat, 'x': tokenizer.apply_chat_template(chat, tokenize=False)}}",
        f"    chat = {TURNS}[:1]\n    return {{'messages': chat, 'text': tokenizer.apply_chat_template(chat, tokenize=False)}}",
    ),
    course(
        "gsm_error",
        GSM8K,
        f"{ROW}    chat = [{{'role': 'user', 'content': sample['problem']}}]\n    return {{'x': tokenizer.apply_chat_template(chat, tokenize=False)}}",
        "    return {'text': sample['problem']}",
    ),
    course(
        "own_name_of_the_exercise",
        SMOLTALK,
        f"def smoltalk_to_chatml(sample, tokenizer):\n    return {{'x': {TEXT}}}",
        RIGHT,
        "ds = ds.map(lambda s: smoltalk_to_chatml(s, tokenizer))",
    ),
    course(
        "our_names",
        SMOLTALK,
        f"def first(a): return a\ndef chosen(): pass\nmax = 5\n{ROW}    return {{'x': first({TEXT}), 'n': max}}",
        RIGHT,
    ),
    course(
        "flag_with_tok_in_its_name",
        SMOLTALK,
        "def go(sample, tokenize=False, max_tokens=9):\n    return {'x': "
        "tokenizer.apply_chat_template(sample['messages'], tokenize=tokenize)}",
        RIGHT,
        "ds = ds.map(go)",
    ),
    course("debug_column", SMOLTALK, f"{ROW}    return {{'x': {TEXT}, 'seen': str(sample) * 3}}", RIGHT),
    course(
        "tokenizer_renamed",
        SMOLTALK,
        f"tz = tokenizer\n{ROW}    return {{'x': {TEXT.replace('tokenizer', 'tz')}}}",
        RIGHT,
    ),
    course(
        "partial",
        SMOLTALK,
        f"from functools import partial\ndef go(sample, tok):\n    return {{'x': {TEXT.replace('tokenizer', 'tok')}}}",
        RIGHT,
        "ds = ds.map(partial(go, tok=tokenizer))",
    ),
    course(
        "map_in_a_function",
        SMOLTALK,
        f"{ROW}    return {{'x': {TEXT}}}\n\ndef prepare(d):\n    return d.map(process_dataset)",
        RIGHT,
        "ds = prepare(ds)",
    ),
    course(
        "given_up_attempt",
        SMOLTALK,
        f"def bad(s):\n    return {{'x': s['nokey']}}\n\nds = ds.map(bad)\n\n{ROW}    return {{'x': {TEXT}}}",
        RIGHT,
    ),
    course(
        "prompt_rendered_too",
        GSM8K,
        f"{ROW}{MAKE}    p = tokenizer.apply_chat_template(chat[:1], tokenize=False, add_generation_prompt=True)\n"
        "    return {'x': tokenizer.apply_chat_template(chat, tokenize=False)}",
        GSM_RIGHT,
    ),
    course(
        "broken",
        SMOLTALK,
        f"{ROW}    return {{'x': {TEXT}",
        "    return (",
    ),
]
STRICT = [
    Sample(
        f"{shape}-{answer}",
        exercise,
        shaped(shape, function),
        "\n\n".join([IMPORTS, STALE, CONSTANT, HELPER, function]) + "\n",
    )
    for shape in SHAPES
    for answer, (exercise, function) in ANSWERS.items()
]
SAMPLES = [*STRICT, *COURSE]
