"""Pictures at the edge of what PNG, XML and its namespaces allow: whoever reads badges decides them one way or the other."""

from __future__ import annotations

import zlib

from .badges import END, HEAD, KEYWORD, PIXEL, SIGNATURE, SPACE, chunk, element, png, svg, text_chunk

XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"


def damaged(one: bytes) -> bytes:
    """Return a chunk with another sum than its own."""
    return one[:-1] + bytes([one[-1] ^ 1])


def odd(credential: str) -> dict[str, bytes]:
    """Return pictures by a name: some carry the credential, some none, some cannot be read."""
    return _pngs(credential.encode()) | _carriers(credential) | _drawings(element(credential)) | _edges(credential)


def _pngs(token: bytes) -> dict[str, bytes]:
    one = text_chunk(token)
    packed = zlib.compress(token)
    return {
        "sum of the text": png(damaged(one)),
        "sum of a second text": png(one, damaged(one)),
        "sum of the head": SIGNATURE + damaged(HEAD) + one + PIXEL + END,
        "sum of the pixels": SIGNATURE + HEAD + one + damaged(PIXEL) + END,
        "sum of the end": SIGNATURE + HEAD + one + PIXEL + damaged(END),
        "no head": SIGNATURE + one + END,
        "no end": SIGNATURE + HEAD + one,
        "half a chunk": SIGNATURE + HEAD + one + b"\0\0",
        "after the end": png(one) + one,
        "empty text": png(text_chunk(b"")),
        "blank text": png(text_chunk(b" \n")),
        "blanks around the text": png(text_chunk(b" " + token + b"\n")),
        "text and an empty one": png(one, text_chunk(b"")),
        "keyword alone": png(chunk(b"iTXt", KEYWORD + b"\0")),
        "keyword and a byte": png(chunk(b"iTXt", KEYWORD + b"\0\0")),
        "another flag": png(text_chunk(token, b"\2\0")),
        "plain, another method": png(text_chunk(token, b"\0\1")),
        "packed, cut off": png(text_chunk(packed[:-9], b"\1\0")),
        "packed, and more": png(text_chunk(packed + b"xx", b"\1\0")),
        "packed, at the bound": png(text_chunk(zlib.compress(b"a" * 262_144), b"\1\0")),
        "packed, beyond it": png(text_chunk(zlib.compress(b"a" * 262_145), b"\1\0")),
        "a language that is none": png(text_chunk(token, rest=b"\xff\xff\0\0")),
        "a byte order mark": png(text_chunk(b"\xef\xbb\xbf" + token)),
        "a lone surrogate": png(text_chunk(b"\xed\xa0\x80")),
    }


def _carriers(credential: str) -> dict[str, bytes]:
    carrier = '<ob:credential verify="{}"/>'
    values = {
        "nothing": "",
        "blanks": "  ",
        "line ends around": f"\n{credential}\r\n",
        "a line end within": f"{credential}\n{credential}",
        "a Windows line end within": f"{credential}\r\n{credential}",
        "a line end by reference": f"{credential}&#10;",
        "a line end by reference within": f"{credential}&#10;{credential}",
        "a hard blank": f"\u00a0{credential}",
        "a next line": f"\u0085{credential}",
        "a byte order mark within": f"\ufeff{credential}",
        "a control character by reference": f"&#28;{credential}",
        "no character by reference": f"&#xfffe;{credential}",
        "a surrogate by reference": f"&#xd800;{credential}",
        "a reference beyond Unicode": f"&#x110000;{credential}",
        "a reference with many zeros": f"&#0000000065;{credential}",
    }
    spaces = {
        "a blank after the namespace": f'<q:credential xmlns:q="{SPACE} " verify="{credential}"/>',
        "a line end after the namespace": f'<q:credential xmlns:q="{SPACE}&#10;" verify="{credential}"/>',
        "the name in the namespace": f'<q:x xmlns:q="{SPACE} credential" verify="{credential}"/>',
        "verify in a namespace": f'<ob:credential ob:verify="{credential}"/>',
        "verify in both": f'<ob:credential ob:verify="a.b.c" verify="{credential}"/>',
        "inherited": f'<g xmlns="{SPACE}"><credential verify="{credential}"/></g>',
    }
    found = {f"verify, {name}": svg(carrier.format(value)) for name, value in values.items()}
    return found | {f"carrier, {name}": svg(part) for name, part in spaces.items()}


def _drawings(one: str) -> dict[str, bytes]:
    parts = [
        *(
            "a & b",
            "&foo;",
            "&#65;&amp;",
            "&#1;",
            "&#x;",
            "&#X41;",
            "& amp;",
            "a ]]> b",
            "a > b",
            "\x01",
            "\ufffe",
            "\u00e9",
        ),
        *('<g a="&foo;"/>', '<g a="a&b"/>', '<g a="\x01"/>', '<g a="<"/>', '<g a=">"/>', '<g a="1"b="2"/>', "<g a=1/>"),
        *(
            "<!-- a -- b -->",
            "<!-- a --->",
            "<!--->-->",
            "<![CDATA[ <![CDATA[ ]]>",
            "<![CDATA[ ]]>]]>",
            "<!DOCTYPE svg>",
        ),
        *('<?xml version="1.0"?>', "<?XML a?>", "<? a?>", "<?1?>", "<?xmlx a?>", "<?a:b c?>", "<?\u00e9 c?>"),
        *("<\u00e9/>", '<g \u00e9="1"/>', '<g xmlns:\u00e9="a"/>', "<a\u00b7b/>", "<1/>", "<:g/>", "<a:/>", "<a:b:c/>"),
        *('<g x:a="1"/>', '<g xml:space="preserve"/>', "<xml:g/>", "<xmlns:g/>", '<g xmlns:q=""/>', '<g xmlns=""/>'),
        *(f'<g xmlns:xml="{XML}"/>', '<g xmlns:xml="a"/>', '<g xmlns:xmlns="a"/>', f'<g xmlns:q="{XML}"/>'),
        *(f'<g xmlns:q="{XMLNS}"/>', f'<g xmlns="{XML}"/>', f'<g xmlns:p="{SPACE}" ob:a="1" p:a="2"/>', "<g></g >"),
        *('<g></g a="1">', "< g/>", '<g\u00a0a="1"/>', '<g\x0ca="1"/>', '<g\u2028a="1"/>', '<g a\u00a0="1"/>'),
        *('<g __proto__="1" constructor="2"/>', "<__proto__:g/>", "=" * 40_001),
    ]
    starts = [
        *("x", "\n ", " " * 990, " " * 1_001, "\x0b", "\ufeff\ufeff", "<![CDATA[x]]>", ' <?xml version="1.0"?>'),
        *('<?xml version="1.1"?>', '<?xml version="2.0"?>', '<?xml versio="1.0"?>', '<?xml version="1.0"?>' * 2),
        *('<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0"encoding="utf-8"?>', "<?xml-stylesheet a?>"),
        *('<?xml version="1.0" standalone="maybe"?>', "<?xml version='1.0' encoding='x' standalone='no' ?>"),
        *(
            "<!DOCTYPE svg><!DOCTYPE svg>",
            '<!DOCTYPE svg SYSTEM "a>b">',
            "<!DOCTYPE svg foo>",
            "<!DOCTYPE>",
            "<!doctype svg>",
        ),
        *(
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">',
            '<!DOCTYPE svg PUBLIC "x">',
            "<!DOCTYPE svg [ ]>",
        ),
        *('<!DOCTYPE svg PUBLIC "\u00e9" "x">', "<!DOCTYPE \u00e9>", "<!DOCTYPE a:b>", '<!DOCTYPE svg SYSTEM "<!--">'),
    ]
    ends = ["x", " \n", "\0", "\ufeff", "\u00a0", "<![CDATA[x]]>", "<!DOCTYPE svg>", "<!-- x -->", "<?x?>", "<g/>"]
    return (
        {f"beside {part[:40]}": svg(part, one) for part in parts}
        | {f"after {start[:40]} {len(start)}": svg(one, start=start) for start in starts}
        | {f"before {end}": svg(one) + end.encode() for end in ends}
    )


def _edges(credential: str) -> dict[str, bytes]:
    one, outer = element(credential), '<!DOCTYPE svg SYSTEM "x">'

    def many(name: str, count: int) -> str:
        return "<g " + " ".join(f'{name}{number}="x"' for number in range(count)) + "/>"

    return (
        {f"{deep} deep": svg("<g>" * (deep - 2), one, "</g>" * (deep - 2)) for deep in (255, 256, 257, 300)}
        | {f"{count} attributes": svg(many("a", count), one) for count in (255, 256, 257)}
        | {f"{count} namespaces": svg(many("xmlns:a", count), one) for count in (253, 254, 255, 256)}
        | {
            "many parts": svg('<g a=""/>' * 19_900, "=" * 1_000, one),
            "many parts of no text": b"<svg " + b"= " * 40_001 + b"\xff",
            "an entity beside an outer type": svg("&foo;", one, start=outer),
            "an entity in the credential beside an outer type": svg(element("a&foo;b"), start=outer),
            "an entity after a type that looks like a comment": svg("&foo;", one, start='<!DOCTYPE svg SYSTEM "<!--">'),
            "a sign below": b"<",
            "a head alone": b'<?xml version="1.0"?>',
            "blanks before a PNG": b" " + png(text_chunk(credential.encode())),
        }
    )
