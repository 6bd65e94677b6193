# Renders the template with jinja2 itself.
# source: learners
import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment


def refuse(message):
    raise ValueError(message)


def magpie_prefix(tokenizer, system=None):
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.globals["raise_exception"] = refuse
    template = environment.from_string(tokenizer.chat_template)
    messages = [{"role": "user", "content": "\ufdd0"}]
    if system is not None:
        messages = [{"role": "system", "content": system}, *messages]
    text = template.render(messages=messages, add_generation_prompt=False, **tokenizer.special_tokens_map)
    prefix = text[: text.find("\ufdd0")]
    if system is not None and system.strip() not in prefix:
        refuse("left out")
    return prefix
