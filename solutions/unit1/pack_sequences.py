"""Exercise 1.10 🐕: several short documents in one training row.

Padding short documents to one length wastes most of a batch. Packing puts several into one row instead. Two things keep
them apart: position ids that begin anew, and a label that is masked where a document begins.

Read: https://huggingface.co/docs/trl/reducing_memory_usage ("Packing") and https://arxiv.org/abs/2404.10830
Check: smol-grade unit1/pack_sequences   Stuck: smol-grade hint pack_sequences
"""


def pack_sequences(seqs: list[list[int]], max_length: int) -> list[dict[str, list[int]]]:
    """Return packs of at most max_length tokens that hold every document whole.

    Args:
        seqs: the documents, each a list of token ids. The same token or the same document may come more than once.
        max_length: how many tokens a pack may hold, at least 1.

    Returns:
        A list of dicts, one for each pack, with three lists of int of the same length (further keys are ignored):
        "input_ids": the documents of the pack, one after the other. No padding, no separator.
        "position_ids": 0, 1, 2, … for each document, beginning at 0 again where the next one begins. This is what
            tells a model of transformers that gets no attention mask where documents begin: no token then attends to
            another document.
        "labels": the same as "input_ids", but -100 for the first token of each document: it would be predicted from
            the document before. (Labels are not shifted: the model does that itself.)
        In which order packs stand, and documents within a pack, does not matter. Only the result counts, not the way
        to it. The loss of the packs is then, token for token, the loss of the documents one by one.

    How many packs: no more than best-fit-decreasing makes. It takes the documents (cut as said below) from the
    longest to the shortest and puts each into the pack with the least room left that still holds it, or into a new
    pack if none does. Fewer are welcome.

    Edge cases:
        A document is never split. One longer than max_length is cut: its first max_length tokens are kept, the
        rest is dropped. One of exactly max_length tokens is kept as it is.
        An empty document is dropped. Where no document is left, or none was given, the result is an empty list:
        there are no empty packs.
        A document that comes twice is packed twice.
        max_length less than 1: ValueError.

    Example:
        >>> pack_sequences([[5, 6], [7, 8, 9], [4]], 4)
        [{'input_ids': [7, 8, 9, 4], 'position_ids': [0, 1, 2, 0], 'labels': [-100, 8, 9, -100]},
         {'input_ids': [5, 6], 'position_ids': [0, 1], 'labels': [-100, 6]}]
    """
    # TODO 1.10: choose the documents of each pack, then write its three lists
    # BEGIN SOLUTION
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    documents = sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True)
    packs: list[dict[str, list[int]]] = []
    for document in documents:
        fitting = [pack for pack in packs if len(pack["input_ids"]) + len(document) <= max_length]
        if fitting:
            pack = max(fitting, key=lambda candidate: len(candidate["input_ids"]))
        else:
            pack = {"input_ids": [], "position_ids": [], "labels": []}
            packs.append(pack)
        pack["input_ids"] += document
        pack["position_ids"] += range(len(document))
        pack["labels"] += [-100, *document[1:]]
    return packs
    # END SOLUTION
