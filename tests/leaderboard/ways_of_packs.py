"""Ways to write the exercises of unit 1 that choose files and pack documents, as different people do."""

from __future__ import annotations

from .habits import Learner, block, joined


def stack_smol(me: Learner) -> tuple[str, str]:
    got = me.pick('sample["{}"]', 'sample["{}"]', 'sample.get("{}")', "{}")
    columns = ["content", "licenses", "max_line_length", "avg_line_length", "alphanum_fraction"]
    before = ""
    if got == "{}":
        short = me.any("long", "short")
        names = dict(
            zip(columns, columns if short == "long" else ["text", "lic", "longest", "average", "alnum"], strict=True)
        )
        order = columns[:] if me.odds(0.5) else me.dice.sample(columns, 5)
        before = "\n".join(f'{names[column]} = sample["{column}"]' for column in order)
    value = {column: (names[column] if got == "{}" else got.format(column)) for column in columns}
    content = value["content"]
    tests = {
        "blank": me.pick(f"not {content}.strip()", f'{content}.strip() == ""', f"len({content}.strip()) == 0", f"{content}.isspace() or not {content}", f"not {content} or {content}.isspace()"),
        "licenses": me.pick(f"not {value['licenses']}", f"len({value['licenses']}) == 0", f"{value['licenses']} == []"),
        "max": me.pick(f"{value['max_line_length']} > 1000", f"{value['max_line_length']} > 1000", f"1000 < {value['max_line_length']}", f"{value['max_line_length']} > MAX_LINE"),
        "avg": me.pick(f"{value['avg_line_length']} > 100", f"{value['avg_line_length']} > 100", f"100 < {value['avg_line_length']}"),
        "alnum": me.pick(f"{value['alphanum_fraction']} < 0.25", f"{value['alphanum_fraction']} < 0.25", f"{value['alphanum_fraction']} < 1 / 4", f"0.25 > {value['alphanum_fraction']}"),
    }  # fmt: skip
    order = list(tests)
    if me.odds(0.5):
        me.dice.shuffle(order)
    listed = [tests[name] for name in order]
    if me.odds(0.08):
        listed = [test.replace("> 1000", ">= 1000").replace("< 0.25", "<= 0.25") for test in listed]
    top = "MAX_LINE = 1000" if any("MAX_LINE" in test for test in listed) else ""
    empty, full = (
        me.pick(
            'return {"text": ""}|return {"text": #}',
            'sample["text"] = ""; return sample|sample["text"] = #; return sample',
            'return dict(text="")|return dict(text=#)',
            'return {**sample, "text": ""}|return {**sample, "text": #}',
        )
        .replace("#", content)
        .replace("; ", "\n")
        .split("|")
    )
    shape = me.pick(
        "ifs", "or", "or_lines", "any", "flag", "ternary", "keep", "helper", "groups", "rules", "elif", "match", "loop"
    )
    cut = me.dice.randint(1, 4)
    ways = {
        "ifs": lambda: joined(*(f"if {test}:\n{block(empty, 1)}" for test in listed), full),
        "or": lambda: joined(f"if {' or '.join(listed)}:\n{block(empty, 1)}", full),
        "or_lines": lambda: joined("if (\n    " + "\n    or ".join(listed) + f"\n):\n{block(empty, 1)}", full),
        "any": lambda: joined(f"if any([{', '.join(listed)}]):\n{block(empty, 1)}", full),
        "flag": lambda: joined(f"$flag = {' or '.join(listed)}", f"if $flag:\n{block(empty, 1)}", full),
        "ternary": lambda: joined(f"$flag = {' or '.join(listed)}", f'return {{"text": "" if $flag else {content}}}'),
        "keep": lambda: joined(f"$keep = not ({' or '.join(listed)})", f"if $keep:\n{block(full, 1)}", empty),
        "groups": lambda: joined(f"if {' or '.join(listed[:cut])}:\n{block(empty, 1)}", f"if {' or '.join(listed[cut:])}:\n{block(empty, 1)}", full),
        "rules": lambda: joined("$flag = [\n" + "".join(f"    {test},\n" for test in listed) + "]", me.any(f'return {{"text": "" if any($flag) else {content}}}', f"if any($flag):\n{block(empty, 1)}\n{full}", f"if True in $flag:\n{block(empty, 1)}\n{full}")),
        "elif": lambda: joined(f"if {listed[0]}:\n{block(empty, 1)}", *(f"elif {test}:\n{block(empty, 1)}" for test in listed[1:]), f"else:\n{block(full, 1)}"),
        "loop": lambda: joined(f"for $flag in ({', '.join(listed)}):\n    if $flag:\n{block(empty, 2)}", full),
        "match": lambda: joined(f'$text = {content}', *(f'if {test}:\n    $text = ""' for test in listed), 'return {"text": $text}'),
    }  # fmt: skip
    if shape == "helper":
        name = me.any("should_skip", "is_bad", "left_out", "_unwanted", "reject")
        helper = f"def {name}(sample):\n{block(joined(before, me.any(f'return {chr(32).join([])}' + ' or '.join(listed), *[joined(*(f'if {test}:{chr(10)}    return True' for test in listed), 'return False')])), 1)}"
        first = before if got == "{}" else ""
        return joined(top, helper), joined(
            f"if {name}(sample):\n{block(empty, 1)}", first if content in first else "", full
        )
    return top, joined(before, ways[shape]())


def pack(me: Learner) -> tuple[str, str]:
    guard = (
        me.pick(
            "if max_length < 1:",
            "if max_length <= 0:",
            "if not max_length >= 1:",
            "if max_length < 1 or not isinstance(max_length, int):",
            "if not max_length > 0:",
        )
        + "\n    "
        + me.error("length", extra="max_length")
    )
    cut, has = "$doc[:max_length]", me.pick("$doc", "$doc", "len($doc) > 0", "len($doc)", "$doc != []")
    longest = me.pick(
        "key=len, reverse=True", "key=lambda $tok: -len($tok)", "key=lambda $tok: len($tok), reverse=True"
    )
    prepare = me.pick(
        f"$docs = sorted([{cut} for $doc in seqs if {has}], {longest})",
        f"$docs = [{cut} for $doc in seqs if {has}]\n$docs.sort({longest})",
        f"$docs = sorted(({cut} for $doc in seqs if {has}), {longest})",
        f"$docs = []\nfor $doc in seqs:\n    if {has}:\n        $docs.append({cut})\n$docs.sort({longest})",
        f"$docs = []\nfor $doc in seqs:\n    if not $doc:\n        continue\n    $docs.append({cut})\n$docs = sorted($docs, {longest})",
        f"$docs = [{cut} for $doc in seqs]\n$docs = [$doc for $doc in $docs if {has}]\n$docs = sorted($docs, {longest})",
        "$docs = sorted(filter(None, ($doc[:max_length] for $doc in seqs)), key=len)[::-1]",
        f"$docs = list(map(lambda $doc: {cut}, filter(len, seqs)))\n$docs.sort(key=len)\n$docs.reverse()",
        f"$docs = []\nfor $doc in seqs:\n    $doc = $doc[0:max_length]\n    if len($doc) == 0:\n        continue\n    $docs += [$doc]\n$docs.sort({longest})",
        f"$docs = [list({cut}) for $doc in seqs if {has}]\n$docs = sorted($docs, key=len)\n$docs.reverse()",
        f"$docs = []\nfor $i in range(len(seqs)):\n    if len(seqs[$i]) >= 1:\n        $docs.append(seqs[$i][:max_length])\n$docs = sorted($docs, {longest})",
    )  # fmt: skip
    state = me.pick("dicts", "lists", "room", "class", "used", "flat", "pairs", "while", "by_first_fit", "recursion")
    builder = {
        "dicts": _dicts,
        "lists": _lists,
        "room": _rooms,
        "class": _class,
        "used": _used,
        "flat": _flat,
        "pairs": _pairs,
        "while": _while,
        "by_first_fit": _first_fit,
        "recursion": _recursion,
    }[state]
    top, rest = builder(me)
    return top, joined(guard, prepare, rest)


def _extend(me: Learner, pack: str, doc: str) -> str:
    """Put a document into a pack of three lists."""
    ids = me.pick(
        f'{pack}["input_ids"] += {doc}',
        f'{pack}["input_ids"].extend({doc})',
        f'{pack}["input_ids"] = {pack}["input_ids"] + {doc}',
    )
    places = me.pick(
        f'{pack}["position_ids"] += range(len({doc}))',
        f'{pack}["position_ids"].extend(range(len({doc})))',
        f'{pack}["position_ids"] += list(range(len({doc})))',
        f'{pack}["position_ids"] += [$i for $i in range(len({doc}))]',
    )
    labels = me.pick(
        f'{pack}["labels"] += [-100] + {doc}[1:]',
        f'{pack}["labels"].extend([-100] + {doc}[1:])',
        f'{pack}["labels"] += [-100, *{doc}[1:]]',
        f'{pack}["labels"].append(-100)\n{pack}["labels"].extend({doc}[1:])',
        f'{pack}["labels"] += [-100 if $i == 0 else $tok for $i, $tok in enumerate({doc})]',
    )
    each = me.any(
        f'for $i, $tok in enumerate({doc}):\n    {pack}["input_ids"].append($tok)\n    {pack}["position_ids"].append($i)\n    {pack}["labels"].append($tok if $i else -100)',
        f'for $i in range(len({doc})):\n    {pack}["input_ids"].append({doc}[$i])\n    {pack}["labels"].append(-100 if $i == 0 else {doc}[$i])\n    {pack}["position_ids"].append($i)',
    )
    lines = [ids, places, labels]
    if me.odds(0.15):
        me.dice.shuffle(lines)
    return each if me.odds(0.15) else joined(*lines)


def _finished(me: Learner, packs: str = "$packs") -> str:
    """Make the dicts of packs that are lists of documents."""
    flat = me.pick(
        "[$tok for $doc in $pack for $tok in $doc]",
        "sum($pack, [])",
        "list(itertools.chain.from_iterable($pack))",
        "list(itertools.chain(*$pack))",
    )
    places = me.pick(
        "[$i for $doc in $pack for $i in range(len($doc))]",
        "[$i for $doc in $pack for $i, _ in enumerate($doc)]",
        "sum([list(range(len($doc))) for $doc in $pack], [])",
    )
    labels = me.pick(
        "[-100 if $i == 0 else $tok for $doc in $pack for $i, $tok in enumerate($doc)]",
        "[$tok if $i else -100 for $doc in $pack for $i, $tok in enumerate($doc)]",
        "[$tok for $doc in $pack for $tok in [-100] + $doc[1:]]",
        "sum([[-100] + $doc[1:] for $doc in $pack], [])",
    )
    loop = f'result_rows = []\nfor $pack in {packs}:\n    $row = {{"input_ids": [], "position_ids": [], "labels": []}}\n    for $doc in $pack:\n{block(_extend(me, "$row", "$doc"), 2)}\n    result_rows.append($row)\nreturn result_rows'
    return me.pick(
        loop,
        f'return [\n    {{\n        "input_ids": {flat},\n        "position_ids": {places},\n        "labels": {labels},\n    }}\n    for $pack in {packs}\n]',
        f"result_rows = []\nfor $pack in {packs}:\n    ids = {flat}\n    pos = {places}\n    lab = {labels}\n" + '    result_rows.append({"input_ids": ids, "position_ids": pos, "labels": lab})\nreturn result_rows',
        f'result_rows = []\nfor $pack in {packs}:\n    ids, pos, lab = [], [], []\n    for $doc in $pack:\n        ids.extend($doc)\n        pos.extend(range(len($doc)))\n        lab.extend([-100] + $doc[1:])\n    result_rows.append(dict(input_ids=ids, position_ids=pos, labels=lab))\nreturn result_rows',
    )  # fmt: skip


NEW = '{"input_ids": [], "position_ids": [], "labels": []}'


def _dicts(me: Learner) -> tuple[str, str]:
    size = me.pick('len($pack["input_ids"])', 'len($pack["labels"])')
    new = me.pick(
        NEW,
        NEW,
        "dict(input_ids=[], position_ids=[], labels=[])",
        '{name: [] for name in ("input_ids", "position_ids", "labels")}',
    )
    choose = me.pick(
        f"$fitting = [$pack for $pack in $packs if {size} + len($doc) <= max_length]\nif $fitting:\n    $best = max($fitting, key=lambda $pack: {size})\nelse:\n    $best = {new}\n    $packs.append($best)",
        f"$best = None\nfor $pack in $packs:\n    if {size} + len($doc) <= max_length:\n        if $best is None or {size} > {size.replace('$pack', '$best')}:\n            $best = $pack\nif $best is None:\n    $best = {new}\n    $packs.append($best)",
        f"$fitting = [$pack for $pack in $packs if {size} + len($doc) <= max_length]\nif not $fitting:\n    $best = {new}\n    $packs.append($best)\nelse:\n    $best = sorted($fitting, key=lambda $pack: {size})[-1]",
        f"$best, $room = None, max_length + 1\nfor $pack in $packs:\n    left_over = max_length - {size} - len($doc)\n    if 0 <= left_over < $room:\n        $best, $room = $pack, left_over\nif $best is None:\n    $packs.append({new})\n    $best = $packs[-1]",
        f"$best = max(($pack for $pack in $packs if max_length - {size} >= len($doc)), key=lambda $pack: {size}, default=None)\nif $best is None:\n    $best = {new}\n    $packs.append($best)",
        f"$packs.sort(key=lambda $pack: -{size})\nfor $pack in $packs:\n    if {size} + len($doc) <= max_length:\n        $best = $pack\n        break\nelse:\n    $best = {new}\n    $packs.append($best)",
    )  # fmt: skip
    if me.helpers and me.odds(0.5):
        helper = f"def $helper($best, $doc):\n{block(_extend(me, '$best', '$doc'), 1)}"
        return helper, joined(
            "$packs = []", "for $doc in $docs:\n" + block(joined(choose, "$helper($best, $doc)"), 1), "return $packs"
        )
    return "", joined(
        "$packs = []", "for $doc in $docs:\n" + block(joined(choose, _extend(me, "$best", "$doc")), 1), "return $packs"
    )


def _lists(me: Learner) -> tuple[str, str]:
    size = me.pick("sum(len(x) for x in $pack)", "sum(map(len, $pack))", "sum([len(x) for x in $pack])")
    choose = me.pick(
        f"$fitting = [$pack for $pack in $packs if {size} + len($doc) <= max_length]\nif $fitting:\n    max($fitting, key=lambda $pack: {size}).append($doc)\nelse:\n    $packs.append([$doc])",
        f"$best = None\nmost = -1\nfor $pack in $packs:\n    total = {size}\n    if total + len($doc) <= max_length and total > most:\n        $best, most = $pack, total\nif $best is None:\n    $packs.append([$doc])\nelse:\n    $best.append($doc)",
        f"$fitting = sorted((max_length - {size}, $i) for $i, $pack in enumerate($packs) if {size} + len($doc) <= max_length)\nif len($fitting) == 0:\n    $packs.append([$doc])\n    continue\n$packs[$fitting[0][1]].append($doc)",
        f"sizes = [{size} for $pack in $packs]\n$best = -1\nfor $i, total in enumerate(sizes):\n    if total + len($doc) > max_length:\n        continue\n    if $best < 0 or total > sizes[$best]:\n        $best = $i\nif $best < 0:\n    $packs.append([$doc])\nelse:\n    $packs[$best].append($doc)",
    )  # fmt: skip
    end = _finished(me)
    return ("import itertools" if "itertools" in end else ""), joined(
        "$packs = []", "for $doc in $docs:\n" + block(choose, 1), end
    )


def _rooms(me: Learner) -> tuple[str, str]:
    start = me.pick("$packs = []\n$room = []", "$packs, $room = [], []", "$packs: list = []\n$room: list = []")
    choose = me.pick(
        "$fitting = [$i for $i in range(len($packs)) if $room[$i] >= len($doc)]\nif $fitting:\n    $best = min($fitting, key=lambda $i: $room[$i])\nelse:\n    $packs.append([])\n    $room.append(max_length)\n    $best = len($packs) - 1",
        "$best = None\nfor $i, free_now in enumerate($room):\n    if free_now >= len($doc) and ($best is None or free_now < $room[$best]):\n        $best = $i\nif $best is None:\n    $best = len($packs)\n    $packs.append([])\n    $room.append(max_length)",
        "$best = -1\nsmallest = max_length + 1\nfor $i in range(len($room)):\n    if len($doc) <= $room[$i] < smallest:\n        smallest = $room[$i]\n        $best = $i\nif $best == -1:\n    $packs.append([])\n    $room.append(max_length)",
        "$fitting = [(free_now, $i) for $i, free_now in enumerate($room) if free_now >= len($doc)]\nif not $fitting:\n    $packs += [[]]\n    $room += [max_length]\n    $best = len($room) - 1\nelse:\n    _, $best = min($fitting)",
    )  # fmt: skip
    put = me.any(
        "$packs[$best].append($doc)\n$room[$best] -= len($doc)",
        "$room[$best] = $room[$best] - len($doc)\n$packs[$best] += [$doc]",
        "$room[$best] -= len($doc)\n$packs[$best].append($doc)",
    )
    end = _finished(me)
    return ("import itertools" if "itertools" in end else ""), joined(
        start, "for $doc in $docs:\n" + block(joined(choose, put), 1), end
    )


def _class(me: Learner) -> tuple[str, str]:
    name = me.any("Pack", "Bin", "Row", "Bucket", "_Pack")
    field = me.any("docs", "items", "members")
    init = (
        f"    def __init__(self, size):\n        self.size = size\n        self.{field} = []\n        self.used = 0\n"
    )
    add = f"    def add(self, seq):\n        self.{field}.append(seq)\n        self.used += len(seq)\n"
    fits = me.any(
        "    def fits(self, seq):\n        return self.used + len(seq) <= self.size\n",
        "    def room(self):\n        return self.size - self.used\n",
        "    @property\n    def room(self):\n        return self.size - self.used\n",
    )
    methods = [add, fits]
    me.dice.shuffle(methods)
    test = {"fits": "$pack.fits($doc)", "room(": "$pack.room() >= len($doc)"}["fits" if "fits" in fits else "room("]
    if "property" in fits:
        test = "$pack.room >= len($doc)"
    dataclass = (
        f"@dataclass\nclass {name}:\n    size: int\n    used: int = 0\n    {field}: list = field(default_factory=list)\n\n"
        + "\n".join(methods)
    )
    plain = f"class {name}:\n" + "\n".join([init, *methods])
    choose = me.any(
        f"$fitting = [$pack for $pack in $packs if {test}]\nif $fitting:\n    $best = max($fitting, key=lambda $pack: $pack.used)\nelse:\n    $best = {name}(max_length)\n    $packs.append($best)",
        f"$best = None\nfor $pack in $packs:\n    if {test} and ($best is None or $pack.used > $best.used):\n        $best = $pack\nif $best is None:\n    $best = {name}(max_length)\n    $packs.append($best)",
        f"$best = max(($pack for $pack in $packs if {test}), default=None, key=lambda $pack: $pack.used)\nif not $best:\n    $packs.append({name}(max_length))\n    $best = $packs[-1]",
    )
    end = _finished(me, f"[one.{field} for one in $packs]")
    top = joined(
        "import itertools" if "itertools" in end else "",
        *(["from dataclasses import dataclass, field", dataclass] if me.odds(0.3) else [plain]),
    )
    return top, joined("$packs = []", "for $doc in $docs:\n" + block(joined(choose, "$best.add($doc)"), 1), end)


def _used(me: Learner) -> tuple[str, str]:
    new = '{"docs": [], "used": 0}'
    choose = me.any(
        f'$fitting = [$pack for $pack in $packs if $pack["used"] + len($doc) <= max_length]\nif $fitting:\n    $best = max($fitting, key=lambda $pack: $pack["used"])\nelse:\n    $best = {new}\n    $packs.append($best)',
        f'$best = None\nfor $pack in $packs:\n    if $pack["used"] + len($doc) > max_length:\n        continue\n    if $best is None or $best["used"] < $pack["used"]:\n        $best = $pack\nif not $best:\n    $best = {new}\n    $packs.append($best)',
        f'$packs.sort(key=lambda $pack: $pack["used"], reverse=True)\n$best = next(($pack for $pack in $packs if $pack["used"] + len($doc) <= max_length), None)\nif $best is None:\n    $best = {new}\n    $packs.append($best)',
    )
    end = _finished(me, '[one["docs"] for one in $packs]')
    return ("import itertools" if "itertools" in end else ""), joined(
        "$packs = []",
        "for $doc in $docs:\n" + block(joined(choose, '$best["docs"].append($doc)\n$best["used"] += len($doc)'), 1),
        end,
    )


def _flat(me: Learner) -> tuple[str, str]:
    """Token lists and their positions; labels are made of both at the end."""
    choose = me.any(
        "$fitting = [$i for $i, $pack in enumerate($packs) if len($pack) + len($doc) <= max_length]\nif $fitting:\n    $best = max($fitting, key=lambda $i: len($packs[$i]))\n    $packs[$best] += $doc\n    places[$best] += range(len($doc))\nelse:\n    $packs.append(list($doc))\n    places.append(list(range(len($doc))))",
        "$best = None\nfor $i in range(len($packs)):\n    if len($packs[$i]) + len($doc) <= max_length:\n        if $best is None or len($packs[$i]) > len($packs[$best]):\n            $best = $i\nif $best is None:\n    $packs.append([])\n    places.append([])\n    $best = -1\n$packs[$best].extend($doc)\nplaces[$best].extend(range(len($doc)))",
    )
    labels = me.any(
        "[$tok if $i > 0 else -100 for $tok, $i in zip(ids, pos)]",
        "[-100 if $i == 0 else $tok for $i, $tok in zip(pos, ids)]",
        "[[-100, $tok][$i > 0] for $tok, $i in zip(ids, pos)]",
    )
    end = me.any(
        f'return [{{"input_ids": ids, "position_ids": pos, "labels": {labels}}} for ids, pos in zip($packs, places)]',
        f'rows_done = []\nfor ids, pos in zip($packs, places):\n    rows_done.append({{"input_ids": ids, "position_ids": pos, "labels": {labels}}})\nreturn rows_done',
    )
    return "", joined("$packs, places = [], []", "for $doc in $docs:\n" + block(choose, 1), end)


def _pairs(me: Learner) -> tuple[str, str]:
    """A sorted list of (room left, number of the pack), searched with bisect, or a heap of what is left."""
    top = "import bisect" if me.odds(0.5) else "from bisect import bisect_left, insort"
    search, insert = ("bisect.bisect_left", "bisect.insort") if top == "import bisect" else ("bisect_left", "insort")
    choose = me.any(
        f"$i = {search}($room, (len($doc), -1))\nif $i == len($room):\n    $packs.append([])\n    left_over, number = max_length, len($packs) - 1\nelse:\n    left_over, number = $room.pop($i)\n$packs[number].append($doc)\n{insert}($room, (left_over - len($doc), number))",
        f"place = {search}($room, (len($doc),))\nleft_over, number = $room.pop(place) if place < len($room) else (max_length, len($packs))\nif number == len($packs):\n    $packs.append([])\n$packs[number] += [$doc]\n{insert}($room, (left_over - len($doc), number))",
    )
    end = _finished(me)
    return joined("import itertools" if "itertools" in end else "", top), joined(
        "$packs, $room = [], []", "for $doc in $docs:\n" + block(choose, 1), end
    )


def _while(me: Learner) -> tuple[str, str]:
    """Fill one pack after the other with the longest that still fits."""
    fill = me.any(
        "$pack, $room = [], max_length\nfor $doc in list($docs):\n    if len($doc) <= $room:\n        $pack.append($doc)\n        $room -= len($doc)\n        $docs.remove($doc)\n$packs.append($pack)",
        "$pack = [$docs.pop(0)]\n$i = 0\nwhile $i < len($docs):\n    if sum(map(len, $pack)) + len($docs[$i]) <= max_length:\n        $pack.append($docs.pop($i))\n    else:\n        $i += 1\n$packs.append($pack)",
        "$pack, rest, total = [], [], 0\nfor $doc in $docs:\n    if total + len($doc) <= max_length:\n        $pack.append($doc)\n        total += len($doc)\n    else:\n        rest.append($doc)\n$packs.append($pack)\n$docs = rest",
    )
    end = _finished(me)
    return ("import itertools" if "itertools" in end else ""), joined(
        "$packs = []", me.any("while $docs:", "while len($docs) > 0:") + "\n" + block(fill, 1), end
    )


def _first_fit(me: Learner) -> tuple[str, str]:
    """First fit decreasing: a usual shortcut, and mostly right."""
    choose = me.any(
        'for $pack in $packs:\n    if len($pack["input_ids"]) + len($doc) <= max_length:\n        break\nelse:\n    $pack = '
        + NEW
        + "\n    $packs.append($pack)",
        '$pack = next((x for x in $packs if len(x["input_ids"]) + len($doc) <= max_length), None)\nif $pack is None:\n    $pack = '
        + NEW
        + "\n    $packs.append($pack)",
        'placed = False\nfor $pack in $packs:\n    if not placed and len($pack["input_ids"]) + len($doc) <= max_length:\n        placed = True\n        target_pack = $pack\nif not placed:\n    target_pack = '
        + NEW
        + "\n    $packs.append(target_pack)",
    )
    pack = "target_pack" if "target_pack" in choose else "$pack"
    return "", joined(
        "$packs = []", "for $doc in $docs:\n" + block(joined(choose, _extend(me, pack, "$doc")), 1), "return $packs"
    )


def _recursion(me: Learner) -> tuple[str, str]:
    """One document is placed, then the rest."""
    step = me.any(
        "    if not $docs:\n        return $packs\n    $doc, rest = $docs[0], $docs[1:]\n    $fitting = [$pack for $pack in $packs if sum(map(len, $pack)) + len($doc) <= limit]\n    if $fitting:\n        max($fitting, key=lambda $pack: sum(map(len, $pack))).append($doc)\n    else:\n        $packs.append([$doc])\n    return place_all(rest, $packs, limit)",
        "    if len($docs) == 0:\n        return $packs\n    $doc = $docs.pop(0)\n    sizes = [sum(len(x) for x in $pack) for $pack in $packs]\n    fit_at = [$i for $i, size in enumerate(sizes) if size + len($doc) <= limit]\n    if fit_at:\n        $packs[max(fit_at, key=sizes.__getitem__)] += [$doc]\n        return place_all($docs, $packs, limit)\n    return place_all($docs, $packs + [[$doc]], limit)",
    )
    end = _finished(me)
    return joined(
        "import itertools" if "itertools" in end else "", f"def place_all($docs, $packs, limit):\n{step}"
    ), joined("$packs = place_all($docs, [], max_length)", end)
