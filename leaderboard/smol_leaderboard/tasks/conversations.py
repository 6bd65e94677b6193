# ruff: noqa: E501 - a text is one line
"""The conversations that `loss` is measured on where no data is at hand: written for this course, in no data set."""

from __future__ import annotations

from .benchmark import Row
from .gsm8k import turns
from .word_problems import problems

PLAIN: tuple[tuple[str, str], ...] = (
    ("Why does bread rise?", "Yeast eats the sugar in the dough and gives off gas. The gas makes bubbles, and the bubbles lift the dough."),
    ("Suggest a name for a small grey cat.", "How about Pebble? It is short, soft and fits a grey cat well."),
    ("What can I do with an old newspaper?", "You can clean windows with it, wrap a present, line a drawer, or fold it into a hat."),
    ("Write one sentence about autumn.", "The wind carried the last yellow leaves over the quiet street."),
    ("How do I keep basil alive on my windowsill?", "Give it light and warmth, water it from below when the soil feels dry, and pick the upper leaves often so that it grows bushy."),
    ("What is the difference between a lake and a pond?", "A pond is small and shallow enough for light to reach its bottom everywhere. A lake is larger and has parts that stay dark."),
    ("Turn this into a polite request: Give me the salt.", "Could you please pass me the salt?"),
    ("Explain what a thermometer does.", "A thermometer shows how warm or cold something is. In many of them a liquid expands when it gets warmer and climbs up a thin tube."),
    ("I am nervous about my first day at work.", "That is quite normal. Lay out your clothes tonight, leave a little early, and remember that nobody expects you to know everything on the first day."),
    ("Name three things that float on water.", "Wood, cork and an empty bottle float on water."),
    ("Why do we have leap years?", "The earth needs about a quarter of a day more than 365 days to go around the sun. Every four years these quarters make a whole day, which is added in February."),
    ("Give me a short toast for a wedding.", "To two people who make each other laugh: may your home always be warm and your table never empty."),
    ("What does the word 'reluctant' mean?", "Reluctant means not really wanting to do something. For example: He was reluctant to get up so early."),
    ("Correct this sentence: She don't like coffee.", "She doesn't like coffee."),
    ("How do I fold a shirt quickly?", "Lay it face down, fold both sides to the middle, fold the sleeves back, and then fold the bottom up to the collar."),
    ("What is a good question to ask a new neighbour?", "You could ask: How do you like the street so far?"),
    ("Explain in two sentences why the sea is salty.", "Rain washes small amounts of salt out of rocks, and rivers carry it to the sea. The water evaporates again, but the salt stays behind."),
    ("Which is heavier, a kilogram of iron or a kilogram of feathers?", "They weigh the same: a kilogram each. The feathers only take up more room."),
    ("Write a reminder to water the plants.", "Please remember to water the plants in the kitchen tomorrow morning."),
    ("What should I pack for a rainy hike?", "Take a rain jacket, sturdy shoes, dry socks in a plastic bag, something to eat and a warm drink."),
    ("What is a synonym for 'happy'?", "Cheerful is a good synonym for happy."),
    ("How can I fall asleep more easily?", "Go to bed at the same time every day, keep the room dark and cool, and put your phone away an hour earlier."),
    ("Describe a lemon to somebody who has never seen one.", "A lemon is a bright yellow fruit about as big as an egg. Its skin smells fresh, and its juice is very sour."),
    ("Why do cats purr?", "Cats often purr when they feel safe and comfortable. Sometimes they also purr to calm themselves when they are hurt."),
    ("What is the past tense of 'to swim'?", "The past tense of to swim is swam."),
    ("Can you tell me a riddle?", "What has hands but cannot clap? A clock."),
    ("How many continents are there?", "There are usually said to be seven continents: Africa, Antarctica, Asia, Australia, Europe, North America and South America."),
    ("I spilled red wine on my carpet. What now?", "Dab it with a dry cloth at once, do not rub. Then pour a little sparkling water over it, dab again, and cover what is left with salt."),
    ("What makes a good friend?", "A good friend listens, keeps promises, and tells you the truth even when it is not easy."),
    ("Give me a title for a story about a lighthouse.", "The Keeper of the Last Light"),
    ("Explain what recycling is to a child.", "Recycling means making new things from old ones. An old bottle can become a new bottle instead of lying in the rubbish."),
    ("¿Por qué flota el hielo en el agua?", "Porque el agua, al congelarse, ocupa más espacio y se vuelve menos densa. Por eso el hielo pesa menos que la misma cantidad de agua."),
    ("¿Qué puedo cocinar con dos huevos y una patata?", "Puedes hacer una tortilla pequeña: fríe la patata en láminas, mézclala con los huevos batidos y cuaja todo a fuego lento."),
    ("Traduce al inglés: Mañana voy a la biblioteca.", "Tomorrow I am going to the library."),
)  # fmt: skip
WITH_SYSTEM: tuple[tuple[str, str, str], ...] = (
    ("You answer in one short sentence.", "What is a compass for?", "A compass shows which way is north."),
    ("You answer in one short sentence.", "Why do leaves fall?", "Trees drop their leaves to save water in winter."),
    ("You are a patient cooking teacher.", "My rice is always sticky.", "Rinse it in cold water until the water stays clear, and let it rest under a lid for five minutes after cooking. Then loosen it with a fork."),
    ("Answer with a JSON object with the keys city and country.", "Where is the Eiffel Tower?", '{"city": "Paris", "country": "France"}'),
    ("Answer in capital letters.", "Wish me luck!", "GOOD LUCK! YOU WILL DO WELL."),
    ("You are a librarian who recommends one kind of book at a time.", "I like the sea.", "Then try a book about a voyage around the world, with maps in it and a captain who keeps a diary."),
    ("Use bullet points.", "What do I need to paint a wall?", "- paint\n- a roller and a brush\n- tape for the edges\n- an old sheet for the floor"),
    ("Contesta siempre en español.", "What is a bakery?", "Una panadería es una tienda donde se hace y se vende pan."),
)  # fmt: skip
LONGER: tuple[tuple[str, ...], ...] = (
    ("Do you know a vegetable that begins with c?", "Yes: the carrot.", "And another one?", "The cauliflower begins with c, too."),
    ("I have twelve eggs.", "That is a full dozen. What would you like to make with them?", "A cake that needs three. How many are left?", "Nine eggs are left."),
    ("Let us talk about trains.", "Gladly! Do you want to know how they work, or about a journey?", "A journey.", "Then imagine a night train over the mountains: you fall asleep in the valley and wake up by the sea."),
    ("What is 15 divided by 3?", "15 divided by 3 is 5.", "Now add 4.", "5 plus 4 is 9."),
    ("Write a line about snow.", "Snow lay on the roofs like a folded blanket.", "Make it shorter.", "Snow slept on the roofs."),
    ("Is a whale a fish?", "No, a whale is a mammal: it breathes air and feeds its young with milk.", "And a shark?", "A shark is a fish. It breathes through gills."),
)  # fmt: skip
WORKED = 52
SEED = b"public: loss of conversations"


def rows() -> list[Row]:
    """Return 100 conversations: 48 written by hand and 52 worked problems, in turn."""
    written: list[Row] = [{"messages": list(turns(*pair))} for pair in PLAIN]
    for system, asked, said in WITH_SYSTEM:
        written.append({"messages": [{"role": "system", "content": system}, *turns(asked, said)]})
    for texts in LONGER:
        roles = ("user", "assistant") * (len(texts) // 2)
        written.append({"messages": [{"role": r, "content": t} for r, t in zip(roles, texts, strict=True)]})
    worked: list[Row] = [{"messages": list(turns(one.question, one.answer))} for one in problems(SEED, WORKED)]
    mixed = [row for pair in zip(written, worked, strict=False) for row in pair]
    return mixed + written[len(worked) :] + worked[len(written) :]
