"""Texts that can be shown as a name, and texts that cannot; for our program and for the page."""

GOOD = (
    *(
        "Ana",
        "Ana P\u00e9rez",
        "Jos\u00e9 Mar\u00eda d'Urbina-Sol\u00eds",
        "O\u2019Neill",
        "J.R. Smith",
        "J.Smith",
        "j.r. Smith",
        "Dr. Who (2nd)",
    ),
    *(
        "\u674e\u660e",
        "\u0410\u043d\u043d\u0430",
        "\u0939\u093f\u0928\u094d\u0926\u0940",
        "\u05d3\u05d5\u05d3",
        "x",
        "Ana 2",
    ),
    *(
        "\u1000\u103b\u1031\u102c\u103a",
        "\u1019\u103c\u103d\u1031\u1038",
        "\u0f66\u0f90\u0fb1\u0f72\u0f51",
        "\u1112\u119e\u11ab",
    ),
    *(
        "\u0915\u093e\u0930\u094d\u0924\u094d\u0938\u094d\u0928\u094d\u092f\u093e\u0902",
        "\u179f\u17d2\u178f\u17d2\u179a\u17b8",
    ),
    *("\u1100" * 16, "\u0915\u094d" * 8 + " \u0915\u094d"),
    *("Ana \U0001f393", "\U0001f600a", "Zo\u00eb\U0001f44b\U0001f3fd", "\U0001f680 Li \U0001f680"),
)
BAD = (
    *("\u3164", "\uffa0", "\u115f", "Ana\u034f", "Ana\u180b", "Ana\ufe0f", "Ana\U000e0100", "\u17b4a", "a\u1160"),
    *("www.x.com", "t.co", "x.com", "a-b.co", "Ana (x.io)", "j.smith"),
    *("https://example.org", "see example.org", "a@b", "www/x", "<b>Ana</b>", "Ana\nValid", "\u202eanA", "Ana\u200b"),
    *("", " ", " Ana", "Ana ", "Ana  P", "123", "...", "x" * 81, "\u0301a", "e\u0301", "a\u0332\u0332\u0332\u0332"),
    *(
        "Ana\u00a0P",
        "Ana\tP",
        "Ana\x1b[31m",
        "\ufeffAna",
        "Ana \u2713",
        "\ue000a",
        "A\u2028B",
        "Ana\u0000",
    ),
    *("\U0001f600", "\U0001f600 \U0001f600", "Ana \U0001f1ea\U0001f1f8", "Ana \u2764", "Ana \u2764\ufe0f"),
    *("a \U0001f469\u200d\U0001f4bb", "a\U0001f3fd", "a \U0001f44b\U0001f3fd\U0001f3fd", "a \U0001f44b\u0301"),
    *("a \U0001f44b\U0001f3fd\u0301", "1\ufe0f\u20e3 a", "a\U000e0067", "Ana \U0001fb00", "Ana \U0001f170"),
    *(
        "\u1100" * 17,
        "\u1161" * 80,
        "Ana " + "\u1100" * 30,
        "\uac00" + "\u11a8" * 16,
        "\u0d4e" * 17,
        "a\u094d" * 2 + "\u0915\u094d" * 9,
    ),
    *("\u0d15\u0d4d" * 40, "\u0995\u09cd" * 9, "\u0a95\u0acd" * 9, "\u1780\u17d2" * 9, "\u1000\u1039" * 9),
    *("a\U0001107fa", "a\U0001da9ba", "\u2800", "a\u1000\u1036\u1037\u1032\u103a"),
)
