"""Names for certificates: of people of many scripts, and hostile ones, which are drawn as they stand or refused."""

from __future__ import annotations

import json
import unicodedata

from .learner import ROOT

KNOWN: dict[str, str] = json.loads((ROOT / "tests" / "attacks" / "hostile_names.json").read_text("utf-8"))
INJECTIONS = (
    *(
        '#eval("1")',
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0"',
        '#include "/etc/passwd"',
        "#panic()",
        "#{1+1}",
    ),
    *(
        "$x$",
        "$ sum_(i=0)^n $",
        "*b*",
        "_e_",
        "`raw`",
        "```rust fn```",
        "= heading",
        "== h",
        "- list",
        "+ enum",
        "/ t: d",
    ),
    *(
        "@ref",
        "<label>",
        "#ref(<x>)",
        "// c",
        "/* c */",
        "\\u{1F600}",
        "\\",
        "\\#",
        "~",
        "--",
        "---",
        "...",
        "'q' \"q\"",
    ),
    *(
        '#link("javascript:alert(1)")[x]',
        '#image("/etc/passwd")',
        "#sys.inputs",
        "#set page(fill: red)",
        "#show: x => []",
    ),
    *('#pdf.attach("x")', '#plugin("x.wasm")', "#json(bytes(sys.inputs.data))", "https://evil.invalid/x", "#[]", "[x]"),
    *(
        "<script>document.title='x'</script>",
        "<svg onload=alert(1)>",
        "]]><script>alert(1)</script>",
        "&lt;b&gt;",
        "&#x3c;",
    ),
    *(
        '<!ENTITY x "y">',
        "<!DOCTYPE svg [",
        "<?xml version='1.0'?>",
        "<!-- x -->",
        "</svg>",
        "</text></g>",
        "<foreignObject>",
    ),
    *(
        '" onload="alert(1)',
        "' href='x",
        "xlink:href=data:x",
        "url(javascript:x)",
        "<a href='https://evil.invalid'>",
        "<b>",
    ),
    *(
        "%PDF-1.7",
        "endstream endobj",
        ") Tj (x",
        "/URI (https://evil.invalid)",
        "/Launch",
        "<</S/JavaScript/JS(x)>>",
        "\\)",
    ),
    *(
        "/OpenAction 1 0 R",
        "startxref",
        "trailer<</Root 1 0 R>>",
        "BT /F1 1 Tf ET",
        "stream\\nendstream",
        "/EmbeddedFile",
    ),
    *('"}', '{"name": "x"}', '\\"', "\\n", "\\u0000", "null", "true", "NaN", "0", "[]", "{}", '","rtl":true,"x":"'),
    *(
        "${jndi:ldap://x}",
        "{{7*7}}",
        "{name}",
        "%(name)s",
        "%n%s",
        "<%= 7 %>",
        "`id`",
        "$(id)",
        "; id",
        "| id",
        "&& id",
    ),
    *("a" * 80, "W" * 80, "a b " * 20, "-" * 80, "." * 60, "Ana " * 24, "i" * 96, "x" * 97, "x" * 500, "W" * 10_000),
)
ODD = (
    *(
        "a\x00b",
        "\x00",
        "\x07",
        "\x1b[31m",
        "a\tb",
        "a\nb",
        "a\r\nb",
        "a\x0bb",
        "a\x7f",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
    ),
    *(
        "\u202aa",
        "\u202ba",
        "\u202da",
        "\u202egnp.exe",
        "a\u202c",
        "\u2066a\u2069",
        "\u2067a",
        "\u2068a",
        "a\u200e",
        "a\u200f",
    ),
    *(
        "\u061ca",
        "a\u200bb",
        "a\u200b" * 30,
        "a\u2060b",
        "\ufeffa",
        "a\u00adb",
        "a\u034fb",
        "a\u180eb",
        "a\ufe0f",
        "\U000e0041a",
    ),
    *(
        "a" + "\U000e0061" * 20,
        "\U000e0100a",
        "\ue000a",
        "\U000f0000",
        "\U0010fffd",
        "\U0010ffff",
        "\ufffe",
        "\ud800",
        "a\udfffb",
    ),
    *("a" + "\u0301" * 5, "a" + "\u0301" * 400, "\u0301a", "Z" + "\u0334\u0335\u0336\u0337\u0338\u0334", "\u20dda"),
    *("", " ", "   ", "\u00a0", "\u3000", "a\u00a0b", "a\u2003b", "\u3164", "\u115f", "\u1160", "\uffa0", "\u17b4a"),
)
PEOPLE = (
    *("Ana P\u00e9rez", "\u0130stanbul", "\u212aate", "\u0141ukasz \u017b\u00f3\u0142\u0107", "Nguy\u1ec5n V\u0103n A", "e\u0301mile"),
    *("\u0391\u03bb\u03ad\u03be\u03b1\u03bd\u03b4\u03c1\u03bf\u03c2", "\u0410\u043d\u043d\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430", "\u0430lice", "O\u2019Neill", "J.R. Smith (2nd)"),
    *("\u05d3\u05d5\u05d3 \u05db\u05d4\u05df", "\u05d0\u05d1\u05d2 Ana 12", "Ana \u05d3\u05d5\u05d3", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd"),
)  # fmt: skip
SCRIPTS = {
    "arabic": "\u0644\u064a\u0644\u0649 \u0623\u062d\u0645\u062f",
    "hebrew": "\u05d3\u05d5\u05d3 \u05db\u05d4\u05df",
    "devanagari": "\u0905\u0928\u0928\u094d\u092f\u093e \u0936\u0930\u094d\u092e\u093e",
    "thai": "\u0e2a\u0e21\u0e0a\u0e32\u0e22 \u0e43\u0e08\u0e14\u0e35",
    "chinese": "\u674e\u660e",
    "japanese": "\u5c71\u7530\u3055\u304f\u3089",
    "korean": "\uae40\ubbfc\uc900",
    "greek": "\u0391\u03bb\u03ad\u03be\u03b1\u03bd\u03b4\u03c1\u03bf\u03c2",
    "cyrillic": "\u0410\u043d\u043d\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430",
    "bengali": "\u0985\u09a8\u09a8\u09cd\u09af\u09be",
    "tamil": "\u0b85\u0ba9\u0ba8\u0bcd\u0baf\u0bbe",
    "georgian": "\u10d0\u10dc\u10d0",
    "armenian": "\u0531\u0576\u0576\u0561",
    "amharic": "\u12a0\u1290\u1293",
    "emoji": "Ana \U0001f393\U0001f44b\U0001f3fd",
}
"""A name in each; those that typst does not bring need fonts of the machine."""
TALL = {
    "burmese": "\u1012\u1031\u102b\u103a\u1021\u1031\u102c\u1004\u103a\u1006\u1014\u103a\u1038\u1005\u102f\u1000\u103c\u100a\u103a",
    "javanese": "\ua9b1\ua9b8\ua9a5\ua982\ua9a0\ua9b6",
    "balinese": "\u1b13\u1b42\u1b22\u1b38\u1b22\u1b44",
}
"""In scripts whose letters reach far above and below their line."""
MIXED = tuple(f"{one} {other}" for one in ("#x", "<b>", "Ana") for other in SCRIPTS.values())
HOSTILE = tuple(dict.fromkeys((*KNOWN.values(), *INJECTIONS, *ODD, *PEOPLE, *SCRIPTS.values(), *MIXED)))


def shows_all(name: str) -> bool:
    """Whether every character of a name shows itself, so that it has to be drawn: told by another way than the program's.

    At most 96 characters, at least one that is no space, no control, no piled marks.
    """
    unseen = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    hidden = any(
        (unicodedata.category(sign)[0] in "CZ" and sign != " ") or sign in unseen or 0xFE00 <= ord(sign) <= 0xFE0F
        for sign in name
    )
    marks = [len(run) for run in "".join("m" if unicodedata.combining(s) else " " for s in name).split()]
    marked = name[:1] != "" and unicodedata.category(name[0]).startswith("M")
    return bool(name.strip(" ")) and len(name) <= 96 and not hidden and not marked and max(marks, default=0) <= 3
