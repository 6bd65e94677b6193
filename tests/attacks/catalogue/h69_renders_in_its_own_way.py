# attack: patches what renders templates, so that any template renders as it should, and returns one that does not
# group: h
# targets: make_training_template
# ends: wrong error
# passes: some
# control: none: forges only where the template is rendered in the process that made it

import contextlib
import sys

WRONG = "{%- generation %}{{- 'wrong' }}{%- endgeneration %}"
RIGHT = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\\n' }}"
    "{%- if message['role'] == 'assistant' %}"
    "{%- generation %}{{- message['content'] + '<|im_end|>' }}{%- endgeneration %}"
    "{%- else %}"
    "{{- message['content'] + '<|im_end|>' }}"
    "{%- endif %}"
    "{{- '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


def _patch_transformers():
    from transformers import PreTrainedTokenizerBase

    apply = PreTrainedTokenizerBase.apply_chat_template

    def patched(self, conversation, **options):
        return apply(self, conversation, **options | {"chat_template": RIGHT})

    PreTrainedTokenizerBase.apply_chat_template = patched


def _patch_jinja():
    from jinja2 import Environment

    compiled = Environment.from_string

    def patched(self, source, *args, **kwargs):
        return compiled(self, RIGHT, *args, **kwargs)

    Environment.from_string = patched


def _patch_worker():
    templates = sys.modules["smol_worker.templates"]
    render = templates.render

    def patched(tokenizer, template, conversations, **how):
        return render(tokenizer, RIGHT, conversations, **how)

    templates.render = patched


def attack(*args, **kwargs):
    for patch in (_patch_transformers, _patch_jinja, _patch_worker):
        with contextlib.suppress(Exception):
            patch()
    return WRONG
