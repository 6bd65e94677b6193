"""Hidden suite of exercise 1.10. Drawn documents begin with tokens of their own, so a pack tells which it holds.

What positions and labels should be follows from that; how few packs there may be, from best-fit-decreasing, which frozen
cases hold against `trl.pack_dataset`. That packs learn what single documents do, a model in NumPy measures.
"""

import math
from collections import Counter

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_raises, expect_type, mismatch
from smol_grade.judge.llama import Network

NAME = "pack_sequences"
KEYS = ("input_ids", "position_ids", "labels")
MASKED = -100
DRAWS = 200
ENOUGH = 100
"""Tokens of a pack that a model is asked about, and positions that it knows: far more than a right pack has."""


# the oracle


def best_fit(rooms, length):
    """Return the pack with the least room that holds the document, None where none does."""
    return min((i for i, room in enumerate(rooms) if room >= length), key=lambda i: rooms[i], default=None)


def first_fit(rooms, length):
    """Return the first pack that holds the document."""
    return next((i for i, room in enumerate(rooms) if room >= length), None)


def worst_fit(rooms, length):
    """Return the pack with the most room."""
    return max((i for i, room in enumerate(rooms) if room >= length), key=lambda i: rooms[i], default=None)


def next_fit(rooms, length):
    """Return the last pack, if it holds the document."""
    return len(rooms) - 1 if rooms and rooms[-1] >= length else None


def fill(lengths, max_length, choose=best_fit):
    """Return how many tokens are in each pack that an algorithm makes of documents of these lengths."""
    rooms = []
    kept = [min(length, max_length) for length in lengths if length]
    for length in sorted(kept, reverse=True):
        at = choose(rooms, length)
        if at is None:
            at = len(rooms)
            rooms.append(max_length)
        rooms[at] -= length
    return [max_length - room for room in rooms]


def count_packs(lengths, max_length, choose=best_fit):
    """Return how many packs an algorithm makes of documents of these lengths."""
    return len(fill(lengths, max_length, choose))


def documents_in(ids, documents):
    """Return the documents that token ids are, one after the other, and how many ids these cover.

    The walk ends at the first place where no document begins, or where one begins and does not go on.
    """
    by_first = {document[0]: document for document in documents}
    found, at = [], 0
    while at < len(ids):
        document = by_first.get(ids[at])
        if document is None or ids[at : at + len(document)] != document:
            break
        found.append(document)
        at += len(document)
    return found, at


# expectations


def _expect_packs(result):
    """Require a list of dicts with three lists of int of one length."""
    expect_type(result, list)
    for index, pack in enumerate(result):
        where = f"result[{index}]"
        expect_type(pack, dict, where)
        for key in KEYS:
            if key not in pack:
                raise mismatch("message_key", where=where, expected=", ".join(KEYS), got=pack, name=key)
            expect_type(pack[key], list, f'{where}["{key}"]')
            for value in pack[key]:
                expect_type(value, int, f'an item of {where}["{key}"]')
            if len(pack[key]) != len(pack["input_ids"]):
                expected, got = str(len(pack["input_ids"])), str(len(pack[key]))
                raise mismatch("equal", where=f'len({where}["{key}"])', expected=expected, got=got)


def _expect_documents(result, documents, max_length):
    """Require every document in exactly one pack, whole, and no pack that is too long; return those of each pack."""
    _expect_packs(result)
    packed = []
    for index, pack in enumerate(result):
        ids, where = pack["input_ids"], f'result[{index}]["input_ids"]'
        if not 0 < len(ids) <= max_length:
            raise mismatch("equal", where=f"len({where})", expected=f"1 … {max_length}", got=str(len(ids)))
        found, at = documents_in(ids, documents)
        if at < len(ids):
            begun = [document for document in documents if document[0] == ids[at]]
            wanted = begun[:1] or [document for document in documents if document not in found]
            told = " | ".join(map(str, wanted))
            raise mismatch("equal", where=f"{where}[{at}:]", expected=told, got=ids[at:])
        packed.append(found)
    _expect_counts([document for found in packed for document in found], documents)
    return packed


def _expect_counts(found, documents):
    got, wanted = Counter(map(tuple, found)), Counter(map(tuple, documents))
    for document in wanted | got:
        if got[document] != wanted[document]:
            times = {"expected": f"{wanted[document]} × {list(document)}", "got": f"{got[document]} × {list(document)}"}
            raise mismatch("equal", where='[pack["input_ids"] for pack in result]', **times)


def _expect_positions(result, packed):
    for index, documents in enumerate(packed):
        wanted = [position for document in documents for position in range(len(document))]
        expect_equal(result[index]["position_ids"], wanted, f'result[{index}]["position_ids"]')


def _expect_labels(result, packed):
    for index, documents in enumerate(packed):
        wanted = [label for document in documents for label in [MASKED, *document[1:]]]
        expect_equal(result[index]["labels"], wanted, f'result[{index}]["labels"]')


# what detectors see


def _given(seen):
    """The documents as they should be packed, and the room of a pack."""
    seqs, max_length = seen.args
    return [seq[:max_length] for seq in seqs if seq], max_length


def _ids(seen):
    return [pack["input_ids"] for pack in seen.result]


def _packed(seen):
    """Index, pack and documents of each pack that holds whole documents."""
    documents, _ = _given(seen)
    for pack in seen.result:
        found, at = documents_in(pack["input_ids"], documents)
        if at == len(pack["input_ids"]):
            yield pack, found


def _no_packs(seen):
    if seen.error is not None:
        return seen.error.unsupported
    if type(seen.result) is not list:
        return True
    lists = [pack.get(key) if type(pack) is dict else None for pack in seen.result for key in KEYS]
    return any(type(values) is not list or any(type(value) is not int for value in values) for values in lists)


def _bad_length(seen):
    return seen.args[1] < 1


def _refuses(seen):
    return seen.error.type in ("ValueError", "AssertionError", "IndexError")


def _too_long(seen):
    return any(len(ids) > seen.args[1] for ids in _ids(seen))


def _empty_pack(seen):
    return any(not ids for ids in _ids(seen))


def _foreign(seen):
    """Tokens that are in no document: padding, separators."""
    known = {token for seq in seen.args[0] for token in seq}
    return any(token not in known for ids in _ids(seen) for token in ids)


def _split(seen):
    """All tokens are there, and some document is not in one piece."""
    tokens = Counter(token for ids in _ids(seen) for token in ids)
    whole = [documents_in(ids, _given(seen)[0])[1] == len(ids) for ids in _ids(seen)]
    return not all(whole) and tokens >= Counter(token for document in _given(seen)[0] for token in document)


def _too_long_documents(seen):
    return [seq for seq in seen.args[0] if len(seq) > seen.args[1]]


def _long_in_pieces(seen):
    """What is over is packed too."""
    rest = [seq[seen.args[1] :] for seq in _too_long_documents(seen)]
    return any(token in ids for ids in _ids(seen) for seq in rest for token in seq)


def _long_dropped(seen):
    return any(not any(seq[0] in ids for ids in _ids(seen)) for seq in _too_long_documents(seen))


def _twins_lost(seen):
    """Of documents that are equal, one is left."""
    wanted = Counter(map(tuple, _given(seen)[0]))
    got = Counter(tuple(document) for _, found in _packed(seen) for document in found)
    return any(1 < wanted[document] > got[document] > 0 for document in wanted)


def _lost(seen):
    documents, _ = _given(seen)
    return any(not any(document[0] in ids for ids in _ids(seen)) for document in documents)


def _positions_run_on(seen):
    running = [pack["position_ids"] == list(range(len(pack["position_ids"]))) for pack in seen.result]
    return all(running) and any(len(found) > 1 for _, found in _packed(seen))


def _positions_from_one(seen):
    return all(
        pack["position_ids"] == [1 + place for document in found for place in range(len(document))]
        for pack, found in _packed(seen)
    )


def _labels_wrong(seen):
    right = [[label for document in found for label in [MASKED, *document[1:]]] for _, found in _packed(seen)]
    return [pack["labels"] for pack, _ in _packed(seen)] != right


def _labels_cross(seen):
    """No first token is masked, or only that of the pack."""
    forms = [(pack["input_ids"], [MASKED, *pack["input_ids"][1:]]) for pack in seen.result]
    return _labels_wrong(seen) and all(pack["labels"] in form for pack, form in zip(seen.result, forms, strict=True))


def _labels_shifted(seen):
    return _labels_wrong(seen) and all(
        pack["labels"][:-1] == pack["input_ids"][1:] or pack["labels"][:-1] == _cut(pack)[1:] for pack in seen.result
    )


def _cut(pack):
    """Right labels, as far as its own position ids say where documents begin."""
    pairs = zip(pack["input_ids"], pack["position_ids"], strict=True)
    return [MASKED if position == 0 else token for token, position in pairs]


def _last_masked(seen):
    return _labels_wrong(seen) and all(
        pack["labels"] == [label for document in found for label in [*document[:-1], MASKED]]
        for pack, found in _packed(seen)
    )


def _nothing_learnt(seen):
    return {label for pack in seen.result for label in pack["labels"]} == {MASKED}


def _too_many(seen):
    documents, max_length = _given(seen)
    return len(seen.result) > count_packs([len(document) for document in documents], max_length)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("bad_length", _bad_length),
    Detector("refuses", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("list_of_packs", _no_packs),
    Detector("empty_pack", _empty_pack),
    Detector("long_in_pieces", _long_in_pieces),
    Detector("long_dropped", _long_dropped),
    Detector("too_long", _too_long),
    Detector("foreign", _foreign),
    Detector("split", _split),
    Detector("twins_lost", _twins_lost),
    Detector("lost", _lost),
    Detector("positions_run_on", _positions_run_on),
    Detector("positions_from_one", _positions_from_one),
    Detector("nothing_learnt_in_packs", _nothing_learnt),
    Detector("labels_cross", _labels_cross),
    Detector("last_masked", _last_masked),
    Detector("labels_shifted", _labels_shifted),
    Detector("few_packs", _too_many),
]


# documents


def _documents(draw, lengths, vocabulary=300):
    """Draw documents of these lengths; no token is in two of them, and none is one token twice."""
    tokens = draw.sample(range(1, vocabulary), k=sum(lengths))
    documents = []
    for length in lengths:
        documents.append(tokens[:length])
        tokens = tokens[length:]
    return documents


def _mixed(draw):
    """Draw documents in no order, one of them twice, one that repeats its first token."""
    documents = _documents(draw, [draw.randint(1, 7) for _ in range(7)] + [4, 3])
    documents[-1] = [documents[-1][0]] * 3
    documents.append(list(documents[-2]))
    draw.shuffle(documents)
    return documents


def _telling(draw):
    """Draw lengths for which fitting badly costs a pack, and the room of a pack.

    First-fit-decreasing may pass: for these, it is as good as best-fit-decreasing.
    """
    for _ in range(DRAWS):
        room = draw.randint(16, 30)
        lengths = [draw.randint(2, room * 2 // 3) for _ in range(14)]
        least = count_packs(lengths, room)
        others = (count_packs(lengths, room, worst_fit), count_packs(lengths, room, next_fit))
        if min(others) > least >= count_packs(lengths, room, first_fit):
            return lengths, room
    return [6, 5, 4, 3, 2], 10


@pytest.mark.check(
    NAME, points=3, hint="whole", promise="Return packs of at most max_length tokens that hold every document whole."
)
def test_documents_whole(submission, draw):
    """Every document is in exactly one pack, whole, and no pack is too long."""
    for room in (8, 11, 16):
        documents = _mixed(draw)
        _expect_documents(submission.call(NAME, documents, room), documents, room)


@pytest.mark.check(NAME, points=2, hint="positions", promise="beginning at 0 again where the next one begins")
def test_positions_begin_anew(submission, draw):
    """Position ids begin at 0 with each document."""
    for room in (9, 16):
        documents = _mixed(draw)
        result = submission.call(NAME, documents, room)
        _expect_positions(result, _expect_documents(result, documents, room))


@pytest.mark.check(NAME, points=2, hint="labels", promise="-100 for the first token of each document")
def test_first_token_masked(submission, draw):
    """Labels are the ids, and -100 for the first token of each document."""
    for room in (9, 16):
        documents = _mixed(draw)
        result = submission.call(NAME, documents, room)
        _expect_labels(result, _expect_documents(result, documents, room))


@pytest.mark.check(
    NAME,
    points=2,
    hint="apart",
    promise="The loss of the packs is then, token for token, the loss of the documents one by one.",
)
def test_same_loss(submission, draw, world, tokenizer):
    """Measured with a model, the loss of the packs is that of the documents one by one."""
    model = world.model(NAME, tokenizer, scale=0.4, hidden=16, layers=1, heads=2, key_value_heads=1, intermediate=16)
    network = Network(model.shape, model.weights)
    documents = _documents(draw, [5, 4, 4, 3, 2, 1])
    draw.shuffle(documents)
    result = submission.call(NAME, documents, 10)
    _expect_packs(result)
    _expect_usable(result, {token for document in documents for token in document})
    wanted = [loss for document in documents for loss in network.losses(document, document)]
    got = [
        loss
        for pack in result
        if pack["input_ids"]
        for loss in network.losses(pack["input_ids"], pack["labels"], pack["position_ids"])
    ]
    if len(got) != len(wanted) or not math.isclose(sum(got), sum(wanted), rel_tol=1e-6):
        told = [f"{sum(losses):.4f} / {len(losses)}" for losses in (wanted, got)]
        raise mismatch("close", where="sum / number of the token losses", expected=told[0], got=told[1])


def _expect_usable(result, known):
    """Require what a model can run: not too many tokens, tokens of the documents, positions of a sequence."""
    for index, pack in enumerate(result):
        where = f'result[{index}]["input_ids"]'
        if len(pack["input_ids"]) > ENOUGH:
            raise mismatch("equal", where=f"len({where})", expected="1 … 10", got=str(len(pack["input_ids"])))
        allowed = {"input_ids": known, "labels": known | {MASKED}, "position_ids": range(ENOUGH)}
        for key, values in allowed.items():
            if not all(value in values for value in pack[key]):
                known_ones = "0 … 9" if key == "position_ids" else ", ".join(map(str, sorted(values)))
                raise mismatch("equal", where=f'result[{index}]["{key}"]', expected=known_ones, got=pack[key])


@pytest.mark.check(NAME, points=3, hint="few_packs", promise="no more than best-fit-decreasing makes")
def test_few_packs(submission, draw):
    """There are no more packs than best-fit-decreasing makes."""
    short_first = [2] * 6 + [10] * 6
    for lengths, room in ((short_first, 12), _telling(draw), _telling(draw), _telling(draw)):
        documents = _documents(draw, lengths)
        result = submission.call(NAME, documents, room)
        _expect_packs(result)
        best, got = fill(lengths, room), [len(pack["input_ids"]) for pack in result]
        if len(got) > len(best):
            told = {"expected": f"≤ {len(best)}: {best}", "got": f"{len(got)}: {got}"}
            raise mismatch("equal", where="len(result)", **told)
        _expect_documents(result, documents, room)


@pytest.mark.check(
    NAME, points=2, hint="edges", promise="One longer than max_length is cut: its first max_length tokens are kept"
)
def test_edge_cases(submission, draw):
    """Long documents are cut, empty ones dropped; without documents there are no packs; max_length 0 is an error."""
    room = draw.randint(4, 7)
    long, exact, short = _documents(draw, [room + draw.randint(1, 9), room, 2])
    for given in ([short, long], [exact], [long, exact], [[], short, []], [], [[], []]):
        kept = [document[:room] for document in given if document]
        result = submission.call(NAME, given, room)
        packed = _expect_documents(result, kept, room)
        _expect_positions(result, packed)
        _expect_labels(result, packed)
    result = submission.call(NAME, [short, exact], 1)
    _expect_labels(result, _expect_documents(result, [short[:1], exact[:1]], 1))
    for bad in (0, -draw.randint(1, 9)):
        expect_raises("ValueError", lambda length=bad: submission.call(NAME, [short, exact], length))
