"""What TRL and transformers say about training templates: found markers, trained stop tokens, texts and masks."""

from smol_grade.judge.world import World

SEED = 7
HEAD = "{{- '<|im_start|>' + message['role'] + '\\n' }}"
PROMPT = "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
ANSWER = "{{- message['content'] + '<|im_end|>' }}"


def _template(marked, rest="{{- '\\n' }}", other=ANSWER, head=HEAD):
    """Return a template with the given parts; `marked` is how a reply is written."""
    choice = "{%- if message['role'] == 'assistant' %}" + marked + "{%- else %}" + other + "{%- endif %}"
    return "{%- for message in messages %}" + head + choice + rest + "{%- endfor %}" + PROMPT


TEMPLATES = {
    "right": _template("{%- generation %}" + ANSWER + "{%- endgeneration %}"),
    "right, minus at both ends": _template("{%- generation -%}" + ANSWER + "{%- endgeneration -%}"),
    "right, no space": _template("{%generation%}" + ANSWER + "{%endgeneration%}"),
    "a plus": _template("{%+ generation %}" + ANSWER + "{%- endgeneration %}"),
    "no marker": _template(ANSWER),
    "marker in a comment": "{# {% generation %} #}" + _template(ANSWER),
    "end outside": _template(
        "{% generation %}{{- message['content'] }}{% endgeneration %}",
        rest="{{- '<|im_end|>\\n' }}",
        other="{{- message['content'] }}",
    ),
    "line break inside": _template("{% generation %}" + ANSWER + "{{- '\\n' }}{% endgeneration %}", rest=""),
    "all roles": "{%- for message in messages %}"
    + HEAD
    + "{% generation %}"
    + ANSWER
    + "{% endgeneration %}{{- '\\n' }}{%- endfor %}",
    "only the last": _template("{% if loop.last %}{% generation %}" + ANSWER + "{% endgeneration %}{% endif %}"),
    "space after the end": _template("{% generation %}" + ANSWER + "{{- '  ' }}{% endgeneration %}"),
}
RIGHT = ("right", "right, minus at both ends", "right, no space")
CHATS = [
    [("user", "Hi!"), ("assistant", "Hello.")],
    [
        ("system", "s"),
        ("user", " lead"),
        ("assistant", "\n\ntwo breaks "),
        ("user", "é🐢"),
        ("assistant", "你好 🐢, ok"),
    ],
    [("user", "tool?"), ("assistant", ""), ("tool", "11"), ("assistant", "<|im_start|>user\nno<|im_end|>")],
    [("user", "a"), ("assistant", "b"), ("user", "a")],
]


def _messages(chat):
    return [{"role": role, "content": content} for role, content in chat]


def _tokenizer():
    return World(SEED).tokenizer("oracle", published=True)


def freeze():
    """Ask TRL about each template, and transformers for texts and masks of the right ones."""
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast
    from trl.chat_template_utils import has_generation_markers, is_chat_template_stop_token_trained

    data = _tokenizer().data
    built = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(data["tokenizer_json"]), **data["special_tokens"]
    )
    cases = []
    for name, template in TEMPLATES.items():
        probe = _messages([("user", "dummy"), ("assistant", "dummy"), ("user", "dummy")])
        asked = {"return_dict": True, "return_assistant_tokens_mask": True, "chat_template": template}
        shown = built.apply_chat_template(probe, **asked)
        case = {"name": name, "template": template, "markers": has_generation_markers(template)}
        case["stop_token"] = is_chat_template_stop_token_trained(built, template)
        case["probe"] = {"ids": shown["input_ids"], "mask": shown["assistant_masks"]}
        cases.append(case)
        for chat in CHATS if name in RIGHT else ():
            for prompt in (False, True):
                options = {"add_generation_prompt": prompt, "chat_template": template}
                text = built.apply_chat_template(_messages(chat), tokenize=False, **options)
                shown = built.apply_chat_template(_messages(chat), **asked, add_generation_prompt=prompt)
                case = {"chat": chat, "prompt": prompt, "text": text, "ids": shown["input_ids"]}
                cases.append(case | {"mask": shown["assistant_masks"]})
    return cases


def check(case, suite):
    """The suite's own words agree with TRL's, and its texts and masks with those of transformers."""
    tokenizer = _tokenizer()
    if "template" in case:
        assert suite.has_markers(case["template"]) == case["markers"], case["name"]
        trained = suite.trains_stop_token(case["probe"]["ids"], case["probe"]["mask"], tokenizer)
        assert trained == case["stop_token"], case["name"]
        return
    text, mask = suite.intended(tokenizer, _messages(case["chat"]), add_generation_prompt=case["prompt"])
    assert text == case["text"]
    assert tokenizer.encode(text) == case["ids"]
    assert mask == case["mask"]
