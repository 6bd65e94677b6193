"""What final projects show: texts that may be shown, texts that may not, and links of both kinds."""

from __future__ import annotations

from smol_leaderboard.schema import ProjectEntry

ENGLISH = (
    "It answers questions about the tides in the harbour of our town, for people who go out to fish before the sun is "
    "up. I trained it on 900 questions of my own, and measured it on 120 others.\n\nIt fails on storms."
)
SPANISH = (
    "Responde a preguntas sobre las mareas del puerto de nuestro pueblo, para quienes salen a pescar antes de que "
    "amanezca. Lo entrené con 900 preguntas mías y lo medí con otras 120.\n\nFalla con los temporales: ¡ni lo intentes!"
)
DEMO = "https://huggingface.co/spaces/ana/tides"
ENTRY = ProjectEntry(summary=ENGLISH, language="en", demo=DEMO)
BAD_SIGNS = (
    *("\u200b", "\u200e", "\u202e", "\u2066", "\u2069", "\u00ad", "\ufeff", "\u2060", "\u061c", "\U000e0041"),
    *("\x1b", "\x00", "\x07", "\x7f", "\x9b", "\ud800", "\ue000", "\ufffe", "\u3164", "\u2800", "\uffa0"),
    *("\u034f", "\u115f", "\u180b", "\u17b4", "\U000e0100", "\ufe01", "a\u200db", "a\u200cb"),
    *("e\u0332\u0332\u0332\u0332\u0332", "\u00e1\u200c\u00e1", "\u0645\u200c ", "\u0645\u200c\u0650\u0645"),
)
"""What nobody sees, what turns a line, what covers others."""
GOOD_SIGNS = (
    "\u00f1",
    "\u00bf",
    "\u2014",
    "\U0001f30a",
    "\U0001f469\u200d\U0001f4bb",
    "\u20ac",
    "\u0644",
    "\u6d77",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0915\u094d\u200c\u0937",
    "<b>",
)
GOOD_LINKS = (
    DEMO,
    "https://ana-tides.static.hf.space",
    "https://ana-tides.hf.space/?__theme=dark&q=a%20b#top",
    "https://xn--caf-dma.example/",
    "https://medium.example/@ana/tides",
    "https://huggingface.co/" + "a" * 277,
)
BAD_LINKS = {
    "javascript:alert(1)": "not_https",
    "data:text/html,<script>alert(1)</script>": "not_https",
    "http://huggingface.co/spaces/ana/tides": "not_https",
    "ftp://example.org/x": "not_https",
    "//evil.invalid/x": "not_https",
    "huggingface.co/spaces/ana/tides": "not_https",
    "https:/example.org": "not_https",
    "https:evil.invalid": "not_https",
    "https://huggingface.co@evil.invalid": "user_or_port",
    "https://ana:secret@example.org/": "user_or_port",
    "https://example.org:8443/": "user_or_port",
    "https://[::1]/": "no_host",
    "https://[::1]:8443/": "user_or_port",
    "https://": "no_host",
    "https:///x": "no_host",
    "https://localhost/demo": "no_host",
    "https://127.0.0.1/": "no_host",
    "https://0x7f.1/": "no_host",
    "https://1.0x7f/": "no_host",
    "https://example.org./": "no_host",
    "https://-a.example/": "no_host",
    "https://exa_mple.org/": "no_host",
    "https://%65vil.invalid/": "no_host",
    "https://caf\u00e9.example/": "not_ascii",
    "https://\u0430pple.com/": "not_ascii",
    "https://example.org\\@evil.invalid/": "not_ascii",
    "https://example.org/\u202egnp.exe": "not_ascii",
    'https://example.org/"onmouseover="x': "not_ascii",
    "https://example.org/<script>": "not_ascii",
    "https://example.org/a b": "not_ascii",
    "https://example.org/a\nb": "not_ascii",
    "https://\u212aex.example/": "not_ascii",
    "https://huggingface.co/" + "a" * 1977: "long",
    "https://huggingface.co/" + "a" * 278: "long",
}
"""Link -> what is wrong with it."""


NOT_PUBLIC = ("https://tides.localhost/", "https://ana.local", "https://demo.ana.INTERNAL/x")
"""Links that an older board may hold."""


def of_words(count: int) -> str:
    """A text of so many words."""
    return " ".join(f"word{number}" for number in range(count))
