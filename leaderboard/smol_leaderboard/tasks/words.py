"""Names and things that the word problems are told with."""

from __future__ import annotations

NAMES = (
    *("Amara", "Bruno", "Chloe", "Daiki", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Luca", "Mina"),
    *("Nadia", "Omar", "Petra", "Quinn", "Rosa", "Sami", "Tara", "Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoe"),
    *("Aitor", "Bea", "Carmen", "Diego", "Eva", "Fermin", "Gael", "Helena", "Ivan", "Julia", "Kofi", "Lena", "Marco"),
)
THINGS = ("marbles", "stickers", "shells", "stamps", "coins", "beads", "buttons", "badges", "postcards", "crayons")
FRUITS = ("apples", "pears", "plums", "oranges", "lemons", "peaches", "figs", "mangoes")
GOODS = ("notebooks", "pens", "candles", "mugs", "scarves", "lamps", "pots", "brushes", "baskets", "towels")
BAKED = ("muffins", "rolls", "cookies", "tarts", "bagels", "scones", "buns", "waffles")
CLUBS = ("chess club", "choir", "swimming team", "drama group", "robotics club", "running team")
WORKS = ("chairs", "toys", "kites", "bowls", "bracelets", "birdhouses")
