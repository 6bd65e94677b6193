"""Exercise 1.6 🐕: mend a chat template that loses the system message.

A chat template is a small program in Jinja. The course shows a custom one with two faults: what `set` assigns inside
a `for` is gone after the loop, and `{%-` eats the line break before it. Models tuned with it never see a system
message. BROKEN is that template, for you to try.

Read: https://jinja.palletsprojects.com/en/stable/templates/ (Whitespace Control, Assignments)
Check: smol-grade unit1/fix_chat_template   Stuck: smol-grade hint fix_chat_template
"""

BROKEN = """\
{%- for message in messages %}
    {%- if message['role'] == 'system' %}
        {%- set system_message = message['content'] %}
    {%- endif %}
{%- endfor %}
{%- if system_message is defined %}
<|system|>
{{ system_message }}
<|end|>
{%- endif %}
{%- for message in messages %}
    {%- if message['role'] == 'user' %}
<|user|>
{{ message['content'] }}
<|end|>
    {%- elif message['role'] == 'assistant' %}
<|assistant|>
{{ message['content'] }}
<|end|>
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
<|assistant|>
{%- endif %}
"""


def fix_chat_template(template: str) -> str:
    r"""Return a chat template that renders every message, given one that may lose the system message.

    Args:
        template: a chat template of one of two kinds; both need nothing beyond Jinja.
            Broken: BROKEN with other special tokens and variable names. In place of <|system|>, <|user|>, <|assistant|>
            and <|end|> stand four different tokens of the form <|name|> (letters, digits, underscores), in place of
            `message` and `system_message` two names that stand nowhere else in it. Nothing else differs.
            Right: any template that renders the system message, whatever its format and its line breaks.

    Returns:
        A chat template, a str. Only what it renders counts, not how it is written. To see what one renders, as
        transformers does: jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        .from_string(template).render(messages=[{"role": "system", "content": "Be brief."}, …])
        Broken one given: each message becomes the token of its role, a line break, the content, a line break, the end
        token, a line break; the tokens are those of the given template. With the tokens of BROKEN:
            <|system|>\nBe brief.\n<|end|>\n<|user|>\nHi!\n<|end|>\n<|assistant|>\nHello.\n<|end|>\n
        After the last message nothing follows, or, with add_generation_prompt, <|assistant|>\n.
        Right one given: it renders the same as before, each conversation; you may return it as it is.

    Edge cases:
        A conversation has at most one system message, and it comes first; then user and assistant take turns. Without
        a system message, nothing is rendered in its place.
        Each content is rendered verbatim, spaces and line breaks at its ends too; an empty message is still rendered.
    """
    # TODO 1.6: return a template that loses no message, or the given one if it loses none
    # BEGIN SOLUTION
    import re  # noqa: PLC0415 - the stub needs neither of them

    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    probe = [{"role": "system", "content": "probe"}, {"role": "user", "content": "Hi!"}]
    jinja = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    if "probe" in jinja.from_string(template).render(messages=probe, add_generation_prompt=False):
        return template
    system, end, user, _, assistant = re.findall(r"<\|\w+\|>", template)[:5]
    names = f"{{'system': '{system}', 'user': '{user}', 'assistant': '{assistant}'}}"
    return (
        f"{{%- set tokens = {names} %}}"
        "{%- for message in messages %}"
        "{{- tokens[message['role']] + '\\n' + message['content'] + '\\n" + end + "\\n' }}"
        "{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '" + assistant + "\\n' }}{%- endif %}"
    )
    # END SOLUTION
