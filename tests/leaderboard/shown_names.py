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
        "\U0001f600a",
    ),
)
