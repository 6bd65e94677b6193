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
)
