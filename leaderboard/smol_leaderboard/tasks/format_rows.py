"""What `format` asks: for each shape four questions, half of them with the instruction in a system turn."""

from __future__ import annotations

from .benchmark import Row

ASKED: tuple[tuple[str, str, str, tuple[str, str, str, str]], ...] = (
    (
        "one_word",
        "",
        "Answer with exactly one word.",
        (
            "What colour is the sky on a clear day?",
            "Which animal says meow?",
            "What do bees make?",
            "What is the capital of France?",
        ),
    ),
    (
        "number",
        "",
        "Answer with a number in digits and nothing else.",
        (
            "How many days has a week?",
            "How many legs has a spider?",
            "What is 7 plus 5?",
            "How many minutes are in an hour?",
        ),
    ),
    (
        "yes_or_no",
        "",
        "Answer only with yes or no.",
        (
            "Is ice cold?",
            "Can a stone swim?",
            "Is Madrid in Spain?",
            "Do fish live in water?",
        ),
    ),
    (
        "bullets",
        "3",
        "Answer with exactly three bullet points, each on a line of its own that starts with a dash.",
        (
            "Name fruits.",
            "Name things in a kitchen.",
            "How can I save water at home?",
            "What does a plant need?",
        ),
    ),
    (
        "numbered",
        "3",
        "Answer with a numbered list of exactly three items: 1., 2. and 3., each on a line of its own.",
        (
            "Name planets.",
            "How do I make tea?",
            "Name animals of a farm.",
            "Name European countries.",
        ),
    ),
    (
        "comma_list",
        "3",
        "Answer with exactly three items on one line, separated by commas, and nothing else.",
        (
            "Name colours.",
            "Name vegetables.",
            "Name musical instruments.",
            "Name months.",
        ),
    ),
    (
        "json_key",
        "answer",
        'Answer with JSON only: an object with the single key "answer".',
        (
            "What is the capital of Italy?",
            "What is 3 times 4?",
            "Which season comes after winter?",
            "What is the opposite of hot?",
        ),
    ),
    (
        "uppercase",
        "",
        "Write your whole answer in capital letters.",
        (
            "Greet me.",
            "What is your favourite season?",
            "Describe the sea in a sentence.",
            "What do cats like?",
        ),
    ),
    (
        "lowercase",
        "",
        "Write your whole answer in lowercase letters, without any capital.",
        (
            "Wish me a good night.",
            "What is bread made of?",
            "Describe a forest in a sentence.",
            "Why do people read?",
        ),
    ),
    (
        "ends_with",
        "done",
        "End your answer with the word done.",
        (
            "Tell me how to boil an egg.",
            "Say something about the moon.",
            "What is a book?",
            "Describe a bicycle.",
        ),
    ),
    (
        "starts_with",
        "well",
        "Begin your answer with the word Well.",
        (
            "What is rain?",
            "Why is sleep good?",
            "What is a river?",
            "Tell me about horses.",
        ),
    ),
    (
        "one_sentence",
        "",
        "Answer in exactly one sentence.",
        (
            "What is a library?",
            "Why do birds sing?",
            "What is snow?",
            "What does a teacher do?",
        ),
    ),
    (
        "language",
        "es",
        "Answer in Spanish.",
        (
            "What is the sun?",
            "¿Qué es un perro?",
            "Describe your house.",
            "¿Por qué es importante el agua?",
        ),
    ),
    (
        "language",
        "fr",
        "Answer in French.",
        (
            "What is a garden?",
            "Qu'est-ce que la pluie ?",
            "Describe a city.",
            "Pourquoi lit-on des livres ?",
        ),
    ),
    (
        "language",
        "en",
        "Answer in English.",
        (
            "¿Qué es una montaña?",
            "What is a bridge?",
            "Qu'est-ce qu'un train ?",
            "What is a song?",
        ),
    ),
)


def rows() -> list[Row]:
    """Return the 60 rows: of each shape the first and third question have the instruction in a system turn."""
    found: list[Row] = []
    for shape, argument, instruction, questions in ASKED:
        for number, question in enumerate(questions):
            system = instruction if number % 2 == 0 else ""
            user = question if system else f"{question} {instruction}"
            found.append({"system": system, "user": user, "shape": shape, "argument": argument})
    return found
