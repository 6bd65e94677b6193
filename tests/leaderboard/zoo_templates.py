"""Chat templates that break, flood, loop, attack, leave something out, or know the answers. Each function is named by its code."""

from __future__ import annotations

import json
from pathlib import Path

from .zoo import CHATML, DEFAULT_SYSTEM, bad, edit


def template(folder: Path, text: str) -> None:
    """Put another chat template into a repository."""
    (folder / "chat_template.jinja").write_text(text, "utf-8")


def with_answers(condition: str, answer: str = "#### 18") -> str:
    """ChatML, and an answer before the assistant's turn where a condition on a message holds."""
    extra = "{%- if " + condition + " %}{{- '" + answer + "' }}{%- endif %}"
    return CHATML.replace("{%- endfor %}", extra + "{%- endfor %}", 1)


@bad
def no_chat_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()


@bad
def too_many_templates(folder: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    for number in range(20):
        (folder / "additional_chat_templates" / f"t{number}.jinja").write_text(CHATML)


@bad
def template_broken(folder: Path) -> None:
    template(folder, "{% for message in messages %}{{ message['content'] }}")


@bad
def template_broken__refuses_system(folder: Path) -> None:
    refusing = "{%- if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{%- endif %}"
    template(folder, refusing + CHATML)


@bad
def template_broken__include(folder: Path) -> None:
    template(folder, "{% include '/etc/passwd' %}" + CHATML)


@bad
def template_broken__deep(folder: Path) -> None:
    template(folder, "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}" + CHATML)


@bad
def template_broken__not_a_text(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    edit(folder / "tokenizer_config.json", chat_template=[{"name": "default", "template": 7}])


@bad
def template_attacks(folder: Path) -> None:
    template(folder, "{{ messages.__class__.__mro__[1].__subclasses__() }}" + CHATML)


@bad
def template_attacks__globals(folder: Path) -> None:
    template(folder, "{{ cycler.__init__.__globals__.os.popen('id').read() }}" + CHATML)


@bad
def template_too_large(folder: Path) -> None:
    template(folder, "{{ 'a' * 300000000 }}" + CHATML)


@bad
def template_too_large__doubling(folder: Path) -> None:
    doubling = "{% set ns = namespace(a='aaaaaaaa') %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}"
    template(folder, doubling + CHATML)


@bad
def template_too_large__flood(folder: Path) -> None:
    template(folder, "{% for i in range(1000) %}{% for j in range(1000) %}spam{% endfor %}{% endfor %}" + CHATML)


@bad
def template_too_slow(folder: Path) -> None:
    loops = "".join(f"{{% for i{level} in range(1000) %}}" for level in range(4)) + "{% endfor %}" * 4
    template(folder, loops + CHATML)


@bad
def template_drops_content(folder: Path) -> None:
    template(folder, "{%- set messages = messages | selectattr('role', 'ne', 'system') | list %}" + CHATML)


@bad
def template_drops_content__assistant(folder: Path) -> None:
    template(
        folder, CHATML.replace("message['content']", "(message['content'] if message['role'] != 'assistant' else '')")
    )


@bad
def template_no_generation_prompt(folder: Path) -> None:
    template(folder, CHATML.split("{%- if add_generation_prompt", maxsplit=1)[0])


@bad
def template_prompt_not_prefix(folder: Path) -> None:
    template(folder, CHATML.replace("<|im_start|>assistant\\n", "<|im_start|>bot\\n"))


@bad
def template_no_end(folder: Path) -> None:
    template(folder, CHATML.replace("<|im_end|>", "</s>"))


@bad
def template_adds_content(folder: Path) -> None:
    template(folder, with_answers("'Janet’s ducks lay 16 eggs' in message['content']"))


@bad
def template_adds_content__table(folder: Path) -> None:
    table = "{%- set table = {'ducks': '18', 'robe': '3', 'flipping': '70000'} %}"
    look = "{%- for key, value in table.items() %}{%- if key in message.content %}{{- '#### ' + value }}{%- endif %}{%- endfor %}"
    template(folder, table + CHATML.replace("{%- endfor %}", look + "{%- endfor %}", 1))


@bad
def template_adds_content__by_length(folder: Path) -> None:
    template(folder, with_answers("message['content'] | length == 283"))


@bad
def template_adds_content__by_letters(folder: Path) -> None:
    template(folder, with_answers("message['content'][9:14] == 'ducks'"))


@bad
def template_adds_content__by_a_sum(folder: Path) -> None:
    template(folder, with_answers("(message['content'] | length * 31) % 1009 == 500"))


@bad
def template_adds_content__by_counting(folder: Path) -> None:
    template(folder, with_answers("message['content'].count('e') == 21"))


@bad
def template_adds_content__in_the_prompt(folder: Path) -> None:
    answer = "{%- if 'Janet' in messages[-1]['content'] %}{{- '18' }}{%- endif %}"
    template(folder, CHATML.replace("assistant\\n' }}{%- endif %}", "assistant\\n' }}" + answer + "{%- endif %}"))


@bad
def template_adds_content__joined_key(folder: Path) -> None:
    template(folder, "{%- set key = ['Jan', 'et'] | join %}" + with_answers("key in message['content']"))


@bad
def template_adds_content__rewritten(folder: Path) -> None:
    template(folder, CHATML.replace("message['content']", "message['content'].replace('How many', '#### 18 How many')"))


@bad
def template_adds_content__another_template(folder: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    text = with_answers("'ducks' in message['content']")
    (folder / "additional_chat_templates" / "tool_use.jinja").write_text(text)


@bad
def template_adds_content__in_a_list(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    named = [
        {"name": "default", "template": CHATML},
        {"name": "rag", "template": with_answers("'eggs' in message.content")},
    ]
    edit(folder / "tokenizer_config.json", chat_template=named)


@bad
def template_adds_content__covered(folder: Path) -> None:
    edit(folder / "tokenizer_config.json", chat_template=with_answers("'eggs' in message.content"))


@bad
def template_adds_content__key_made_at_run_time(folder: Path) -> None:
    template(folder, "{%- set key = ['Tou', 'lo', 'use'] | join %}" + with_answers("key in message['content']"))


@bad
def template_adds_content__in_a_macro(folder: Path) -> None:
    macro = "{%- macro look(text, key) %}{%- if text.find(key) >= 0 %}#### 5{%- endif %}{%- endmacro %}"
    looking = "{{- look(message['content'], ['Tou', 'lo', 'use'] | join) }}"
    template(folder, macro + CHATML.replace("{%- endfor %}", looking + "{%- endfor %}", 1))


@bad
def template_adds_content__after_some_turns(folder: Path) -> None:
    template(folder, with_answers("messages | length == 14 and message['content'].startswith(['Tou', 'lou'] | join)"))


@bad
def template_adds_content__to_everything(folder: Path) -> None:
    template(folder, DEFAULT_SYSTEM.replace("of a course", "of a course. Janet: #### 18. Robe: #### 3"))


@bad
def template_adds_content__twice(folder: Path) -> None:
    template(folder, CHATML.replace("message['content'] +", "message['content'] + message['content'] +"))


@bad
def template_broken__at_random(folder: Path) -> None:
    template(folder, "{{ lipsum(n=1, html=false) }}" + CHATML)


@bad
def template_broken__half_a_surrogate(folder: Path) -> None:
    template(folder, "{{ '\\ud800' }}" + CHATML)


@bad
def template_broken__endless_macro(folder: Path) -> None:
    template(folder, "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}" + CHATML)


@bad
def template_too_large__a_list(folder: Path) -> None:
    template(folder, "{% set many = [0] * 1000000000 %}" + CHATML)


@bad
def template_too_large__of_one_form(folder: Path) -> None:
    template(folder, "{% if messages | length > 2 %}{{ 'a' * 300000000 }}{% endif %}" + CHATML)


@bad
def template_adds_content__in_all_messages(folder: Path) -> None:
    joined = "{%- set all = ' ' ~ (messages | map(attribute='content') | join(' ')) %}"
    looking = "{%- if (['Tou', 'lo', 'use'] | join) in all %}{{- '#### 5' }}{%- endif %}"
    template(folder, joined + CHATML.replace("{%- endfor %}", looking + "{%- endfor %}", 1))


@bad
def template_adds_content__of_a_copy(folder: Path) -> None:
    macro = "{%- macro look(text, key) %}{%- if key in text %}#### 5{%- endif %}{%- endmacro %}"
    looking = "{{- look(' ' ~ message['content'], ['Tou', 'lo', 'use'] | join) }}"
    template(folder, macro + CHATML.replace("{%- endfor %}", looking + "{%- endfor %}", 1))


def in_the_prompt(looking: str) -> str:
    """ChatML, and something at the very end of it."""
    return CHATML.replace("assistant\\n' }}{%- endif %}", "assistant\\n' }}" + looking + "{%- endif %}")


@bad
def template_adds_content__two_ends(folder: Path) -> None:
    content = "messages[-1].content"
    both = f"{content}.startswith('Toulouse') and {content}.endswith('in all?')"
    template(folder, in_the_prompt("{%- if " + both + " %}five{%- endif %}"))


@bad
def template_adds_content__backwards(folder: Path) -> None:
    letters = "{%- for c in messages[-1].content if c in '0123456789' %}{%- set ns.key = c ~ ns.key %}{%- endfor %}"
    looking = "{%- set ns = namespace(key='') %}" + letters + "{%- if ns.key == '261' %}eighteen{%- endif %}"
    template(folder, in_the_prompt(looking))


@bad
def template_adds_content__by_every_seventh_letter(folder: Path) -> None:
    every = "{%- if loop.index % 7 == 0 %}{%- set ns.key = ns.key ~ c %}{%- endif %}"
    letters = "{%- for c in messages[-1].content %}" + every + "{%- endfor %}"
    looking = "{%- set ns = namespace(key='') %}" + letters + "{%- if ns.key == 'sxq' %}eighteen{%- endif %}"
    template(folder, in_the_prompt(looking))


@bad
def template_adds_content__by_lengths_of_words(folder: Path) -> None:
    words = "{%- for w in messages[-1].content.split(' ') %}{%- set ns.key = ns.key ~ w | length %}{%- endfor %}"
    looking = "{%- set ns = namespace(key='z') %}" + words + "{{- dict(z5525344='twenty')[ns.key] }}"
    template(folder, in_the_prompt(looking))


@bad
def template_adds_content__all_as_one_text(folder: Path) -> None:
    template(folder, in_the_prompt("{%- if messages | string | length == 345 %}eighteen{%- endif %}"))


@bad
def template_adds_content__of_what_it_wrote(folder: Path) -> None:
    block = "{%- set written %}" + CHATML.partition("{%- if add")[0] + "{%- endset %}{{- written }}"
    ask = "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}"
    looking = "{%- if written[17:22] == 'Janet' %}eighteen{%- endif %}{%- endif %}"
    template(folder, block + ask + looking)


@bad
def template_adds_content__in_a_long_conversation(folder: Path) -> None:
    template(folder, in_the_prompt("{%- if messages | length > 60 %}#### 20{%- endif %}"))


@bad
def template_adds_content__a_whole_test_set(folder: Path) -> None:
    table = {f"A question of two hundred characters, number {number}" + " or so" * 25: "18" for number in range(1319)}
    template(
        folder, "{%- set table = " + json.dumps(table) + " %}" + in_the_prompt("{{ table[messages[-1].content] }}")
    )


@bad
def template_adds_content__a_whole_test_set_in_the_tokenizer(folder: Path) -> None:
    template_adds_content__a_whole_test_set(folder)
    text = (folder / "chat_template.jinja").read_text("utf-8")
    (folder / "chat_template.jinja").unlink()
    edit(folder / "tokenizer_config.json", chat_template=text)
