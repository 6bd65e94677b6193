# attack: builds a tokenizer of two million words, with its text of many megabytes, from which another one is made
# group: h
# targets: text tensor trainer
# ends: wrong error memory crashed timeout
# control: none: it takes time and memory of the grader's own machine, and forges nothing

from tokenizers import AddedToken, Tokenizer, models

WORDS = 2_000_000
ADDED = 100_000


def attack(*args, **kwargs):
    vocabulary = {f"word-{number}": number for number in range(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="word-0"))
    # each added token is looked for in every text that is encoded later
    tokenizer.add_tokens([AddedToken(f"<{number}>", single_word=True) for number in range(ADDED)])
    copies = [Tokenizer.from_str(tokenizer.to_str()) for _ in range(3)]
    return {"messages": [], "text": str(sum(copy.get_vocab_size() for copy in copies))}
