"""The templates of `word_problems`: sixteen kinds of problems of two to five steps, each a function of a `Draw`.

All quantities are whole numbers, and so is every step's result: a division is drawn backwards, from its result.
"""

from __future__ import annotations

from collections.abc import Callable

from .word_problems import Draw, Told
from .words import BAKED, CLUBS, FRUITS, GOODS, NAMES, THINGS, WORKS


def shopping(d: Draw) -> Told:
    """Two kinds of goods, a banknote, the change. Four steps."""
    who, (one, other) = d.one_of(NAMES), d.several(GOODS, 2)
    a, p, b, q = d.number(2, 9), d.number(2, 12), d.number(2, 9), d.number(2, 12)
    first, second = a * p, b * q
    paid = ((first + second) // 50 + 1) * 50 + d.one_of((0, 50, 100))
    change = paid - first - second
    return Told(
        {"a": a, "p": p, "b": b, "q": q, "paid": paid},
        f"{who} goes to the market.",
        (f"{who} buys {a} {one} at ${p} each.", f"{who} takes {b} {other}, which cost ${q} each."),
        f"{who} pays with ${paid}. How many dollars of change does {who} get?",
        (
            f"The {one} cost {a}*{p} = $<<{a}*{p}={first}>>{first}.",
            f"The {other} cost {b}*{q} = $<<{b}*{q}={second}>>{second}.",
            f"Together that is {first}+{second} = $<<{first}+{second}={first + second}>>{first + second}.",
            f"The change is {paid}-{first + second} = $<<{paid}-{first + second}={change}>>{change}.",
        ),
        change,
    )


def saving(d: Draw) -> Told:
    """A weekly income, a weekly expense, a goal. Two steps."""
    who, thing = d.one_of(NAMES), d.one_of(("bicycle", "guitar", "tent", "camera", "telescope", "skateboard"))
    spends, saves, weeks = d.number(3, 30), d.number(5, 40), d.number(3, 20)
    earns, goal = spends + saves, saves * weeks
    job = d.one_of(("walking dogs", "tutoring", "mowing lawns", "delivering papers"))
    return Told(
        {"earns": earns, "spends": spends, "goal": goal},
        "",
        (
            f"{who} earns ${earns} every week by {job}.",
            f"Each week {who} spends ${spends} on bus rides and snacks.",
            f"The {thing} that {who} wants costs ${goal}.",
        ),
        f"How many weeks does {who} have to save for the {thing}?",
        (
            f"{who} saves {earns}-{spends} = $<<{earns}-{spends}={saves}>>{saves} a week.",
            f"That takes {goal}/{saves} = <<{goal}/{saves}={weeks}>>{weeks} weeks.",
        ),
        weeks,
    )


def trays(d: Draw) -> Told:
    """Trays, some eaten, the rest in bags. Three steps."""
    who, baked = d.one_of(NAMES), d.one_of(BAKED)
    bag, bags, each = d.number(3, 9), d.number(4, 15), d.number(6, 15)
    count = -(-(bag * bags + 1) // each)
    eaten = count * each - bag * bags
    baked_all, left = count * each, bag * bags
    return Told(
        {"count": count, "each": each, "eaten": eaten, "bag": bag},
        f"{who} runs a small bakery.",
        (f"This morning {who} baked {count} trays with {each} {baked} on each.", f"The staff ate {eaten} {baked}."),
        f"The rest are packed into bags of {bag}. How many bags are filled?",
        (
            f"{who} baked {count}*{each} = <<{count}*{each}={baked_all}>>{baked_all} {baked}.",
            f"After the staff ate, {baked_all}-{eaten} = <<{baked_all}-{eaten}={left}>>{left} are left.",
            f"They fill {left}/{bag} = <<{left}/{bag}={bags}>>{bags} bags.",
        ),
        bags,
    )


def collections(d: Draw) -> Told:
    """Three people's collections, each told by another's. Four steps."""
    (a, b, c), thing = d.several(NAMES, 3), d.one_of(THINGS)
    n, times, fewer = d.number(8, 60), d.number(2, 5), d.number(2, 15)
    second, third = n * times, n * times - fewer
    total = n + second + third
    return Told(
        {"n": n, "times": times, "fewer": fewer},
        f"{a}, {b} and {c} collect {thing}.",
        (
            f"{a} has {n} {thing}.",
            f"{b} has {times} times as many {thing} as {a}.",
            f"{c} has {fewer} {thing} fewer than {b}.",
        ),
        f"How many {thing} do the three have altogether?",
        (
            f"{b} has {times}*{n} = <<{times}*{n}={second}>>{second} {thing}.",
            f"{c} has {second}-{fewer} = <<{second}-{fewer}={third}>>{third} {thing}.",
            f"{a} and {b} have {n}+{second} = <<{n}+{second}={n + second}>>{n + second} {thing}.",
            f"All three have {n + second}+{third} = <<{n + second}+{third}={total}>>{total} {thing}.",
        ),
        total,
    )


def discount(d: Draw) -> Told:
    """A percentage off, several pieces. Three steps."""
    who, thing = d.one_of(NAMES), d.one_of(GOODS)
    price, percent, count = d.number(20, 200, 20), d.one_of((5, 10, 15, 20, 25, 30, 40)), d.number(2, 9)
    off = price * percent // 100
    each, total = price - off, (price - off) * count
    return Told(
        {"price": price, "percent": percent, "count": count},
        "",
        (f"A shop sells {thing} for ${price} each.", f"Today there is a discount of {percent}% on everything."),
        f"{who} buys {count} {thing} today. How many dollars does {who} pay?",
        (
            f"The discount is {price}*{percent}/100 = $<<{price}*{percent}/100={off}>>{off} on each.",
            f"So each costs {price}-{off} = $<<{price}-{off}={each}>>{each}.",
            f"{who} pays {count}*{each} = $<<{count}*{each}={total}>>{total}.",
        ),
        total,
    )


def journey(d: Draw) -> Told:
    """Two parts of a journey. Three steps."""
    who, unit = d.one_of(NAMES), d.one_of(("kilometres", "miles"))
    fast, long, slow, short = d.number(40, 90, 5), d.number(2, 6), d.number(8, 25), d.number(2, 5)
    one, other = fast * long, slow * short
    return Told(
        {"fast": fast, "long": long, "slow": slow, "short": short},
        f"{who} travels to the coast.",
        (
            f"By train {who} travels {long} hours at {fast} {unit} per hour.",
            f"By bicycle {who} rides {short} hours at {slow} {unit} per hour.",
        ),
        f"How many {unit} long is the whole journey?",
        (
            f"By train it is {long}*{fast} = <<{long}*{fast}={one}>>{one} {unit}.",
            f"By bicycle it is {short}*{slow} = <<{short}*{slow}={other}>>{other} {unit}.",
            f"Together it is {one}+{other} = <<{one}+{other}={one + other}>>{one + other} {unit}.",
        ),
        one + other,
    )


def workshop(d: Draw) -> Told:
    """Pieces an hour, hours a day, days; some are broken. Three steps."""
    who, thing = d.one_of(NAMES), d.one_of(WORKS)
    rate, hours, days = d.number(2, 12), d.number(3, 9), d.number(2, 12)
    broken = d.number(1, rate * hours - 1)
    day = rate * hours
    total, good = day * days, day * days - broken
    return Told(
        {"rate": rate, "hours": hours, "days": days, "broken": broken},
        f"{who} makes {thing} in a workshop.",
        (
            f"Every hour {who} finishes {rate} {thing}.",
            f"A working day has {hours} hours.",
            f"Of all the {thing}, {broken} turn out to be broken.",
        ),
        f"How many good {thing} does {who} have after {days} days?",
        (
            f"In a day {who} makes {rate}*{hours} = <<{rate}*{hours}={day}>>{day} {thing}.",
            f"In {days} days that is {day}*{days} = <<{day}*{days}={total}>>{total} {thing}.",
            f"Without the broken ones there are {total}-{broken} = <<{total}-{broken}={good}>>{good}.",
        ),
        good,
    )


def school_trip(d: Draw) -> Told:
    """A fraction of all, then a fraction of the rest. Three steps."""
    club, part, share = d.one_of(CLUBS), d.one_of((3, 4, 5, 6)), d.one_of((2, 3, 4))
    last, word = d.number(3, 25), {2: "half", 3: "a third", 4: "a quarter"}
    rest = last * share * (part - 1)
    everybody = rest * part // (part - 1)
    away, going = everybody // part, rest // share
    names = {3: "One third", 4: "One quarter", 5: "One fifth", 6: "One sixth"}
    return Told(
        {"everybody": everybody, "part": part, "share": share},
        f"The {club} has {everybody} members and plans a trip.",
        (f"{names[part]} of the members cannot come.",),
        f"Of those who come, {word[share]} travel by bus. How many travel by bus?",
        (
            f"There are {everybody}/{part} = <<{everybody}/{part}={away}>>{away} members who cannot come.",
            f"So {everybody}-{away} = <<{everybody}-{away}={rest}>>{rest} come.",
            f"By bus travel {rest}/{share} = <<{rest}/{share}={going}>>{going} of them.",
        ),
        going,
    )


def ages(d: Draw) -> Told:
    """Three ages now, their sum in some years. Five steps."""
    a, b, c = d.several(NAMES, 3)
    young, more, years = d.number(4, 20), d.number(2, 20, 2), d.number(2, 12)
    young += young % 2  # so that half of the second age is whole
    second = young + more
    third, now = second // 2, young + second + second // 2
    added = 3 * years
    return Told(
        {"young": young, "more": more, "years": years},
        "",
        (f"{a} is {young} years old.", f"{b} is {more} years older than {a}.", f"{c} is half as old as {b}."),
        f"What will the sum of their three ages be in {years} years?",
        (
            f"{b} is {young}+{more} = <<{young}+{more}={second}>>{second} years old.",
            f"{c} is {second}/2 = <<{second}/2={third}>>{third} years old.",
            f"Their ages sum to {young}+{second}+{third} = <<{young}+{second}+{third}={now}>>{now} now.",
            f"Three people grow older by 3*{years} = <<3*{years}={added}>>{added} years together.",
            f"So the sum will be {now}+{added} = <<{now}+{added}={now + added}>>{now + added}.",
        ),
        now + added,
    )


def recipe(d: Draw) -> Told:
    """A recipe scaled up, what is there taken off. Three steps."""
    who, what = d.one_of(NAMES), d.one_of(("flour", "rice", "sugar", "oats", "lentils"))
    serves, factor, grams = d.number(2, 6), d.number(2, 8), d.number(50, 400, 10)
    guests, needed = serves * factor, factor * grams
    there = d.number(10, needed - 10, 10)
    return Told(
        {"serves": serves, "guests": guests, "grams": grams, "there": there},
        f"{who} cooks for {guests} guests.",
        (
            f"The recipe takes {grams} grams of {what} and serves {serves} people.",
            f"There are {there} grams of {what} in the cupboard.",
        ),
        f"How many more grams of {what} does {who} need?",
        (
            f"{who} makes the recipe {guests}/{serves} = <<{guests}/{serves}={factor}>>{factor} times.",
            f"That takes {factor}*{grams} = <<{factor}*{grams}={needed}>>{needed} grams of {what}.",
            f"{who} needs {needed}-{there} = <<{needed}-{there}={needed - there}>>{needed - there} grams more.",
        ),
        needed - there,
    )


def fence(d: Draw) -> Told:
    """A perimeter, a gate, a price by length. Four steps."""
    who, place, unit = d.one_of(NAMES), d.one_of(("garden", "meadow", "yard")), d.one_of(("metres", "yards", "feet"))
    length, width, gate, price = d.number(10, 60), d.number(5, 40), d.number(2, 5), d.number(3, 15)
    half, around = length + width, 2 * (length + width)
    fenced = around - gate
    return Told(
        {"length": length, "width": width, "gate": gate, "price": price},
        f"{who} puts a fence around a rectangular {place}.",
        (
            f"The {place} is {length} {unit} long and {width} {unit} wide.",
            f"A gate of {gate} {unit} needs no fence.",
            f"The fence costs ${price} for each of the {unit}.",
        ),
        f"How many dollars does the fence for the {place} cost?",
        (
            f"Length and width are {length}+{width} = <<{length}+{width}={half}>>{half} {unit}.",
            f"Around the {place} it is 2*{half} = <<2*{half}={around}>>{around} {unit}.",
            f"Without the gate it is {around}-{gate} = <<{around}-{gate}={fenced}>>{fenced} {unit}.",
            f"The fence costs {fenced}*{price} = $<<{fenced}*{price}={fenced * price}>>{fenced * price}.",
        ),
        fenced * price,
    )


def reading(d: Draw) -> Told:
    """A book at two speeds. Three steps."""
    who = d.one_of(NAMES)
    slow, first, fast, then = d.number(8, 25), d.number(3, 9), d.number(15, 45), d.number(3, 14)
    begun, rest = slow * first, fast * then
    return Told(
        {"pages": begun + rest, "slow": slow, "first": first, "fast": fast},
        f"{who} reads a novel of {begun + rest} pages.",
        (
            f"On the first {first} days {who} reads {slow} pages a day.",
            f"After those days {who} reads {fast} pages a day.",
        ),
        f"How many more days does {who} need for the rest of the novel?",
        (
            f"On the first days {who} reads {slow}*{first} = <<{slow}*{first}={begun}>>{begun} pages.",
            f"Then {begun + rest}-{begun} = <<{begun + rest}-{begun}={rest}>>{rest} pages are left.",
            f"They take {rest}/{fast} = <<{rest}/{fast}={then}>>{then} days.",
        ),
        then,
    )


def harvest(d: Draw) -> Told:
    """Two who pick together, some given away. Four steps."""
    (a, b), fruit = d.several(NAMES, 2), d.one_of(FRUITS)
    rate, more, hours = d.number(10, 40), d.number(2, 15), d.number(2, 8)
    other, both = rate + more, 2 * rate + more
    total = both * hours
    given = d.number(5, total - 5)
    return Told(
        {"rate": rate, "more": more, "hours": hours, "given": given},
        f"{a} and {b} pick {fruit} together for {hours} hours.",
        (
            f"{a} picks {rate} {fruit} an hour.",
            f"{b} picks {more} {fruit} an hour more than {a}.",
        ),
        f"Afterwards they give {given} {fruit} to their neighbours. How many {fruit} do they keep?",
        (
            f"{b} picks {rate}+{more} = <<{rate}+{more}={other}>>{other} {fruit} an hour.",
            f"Both pick {rate}+{other} = <<{rate}+{other}={both}>>{both} {fruit} an hour.",
            f"In {hours} hours that is {both}*{hours} = <<{both}*{hours}={total}>>{total} {fruit}.",
            f"They keep {total}-{given} = <<{total}-{given}={total - given}>>{total - given} {fruit}.",
        ),
        total - given,
    )


def tank(d: Draw) -> Told:
    """Water in, water out, a beginning. Three steps."""
    unit, vessel = d.one_of(("litres", "gallons")), d.one_of(("tank", "pool", "barrel", "basin"))
    out, net, minutes, start = d.number(2, 9), d.number(3, 20), d.number(4, 30), d.number(10, 200, 5)
    into, gained = out + net, net * minutes
    return Told(
        {"into": into, "out": out, "minutes": minutes, "start": start},
        f"A {vessel} holds {start} {unit} of water.",
        (
            f"A hose fills in {into} {unit} every minute.",
            f"Through a crack {out} {unit} get lost every minute.",
        ),
        f"How many {unit} are in the {vessel} after {minutes} minutes?",
        (
            f"Each minute the {vessel} gains {into}-{out} = <<{into}-{out}={net}>>{net} {unit}.",
            f"In {minutes} minutes it gains {net}*{minutes} = <<{net}*{minutes}={gained}>>{gained} {unit}.",
            f"Then it holds {start}+{gained} = <<{start}+{gained}={start + gained}>>{start + gained} {unit}.",
        ),
        start + gained,
    )


def tickets(d: Draw) -> Told:
    """Adults and children, costs taken off the takings. Four steps."""
    who, show = d.one_of(NAMES), d.one_of(("concert", "play", "puppet show", "film evening"))
    adults, children, full, less = d.number(10, 60), d.number(10, 80), d.number(6, 20), d.number(2, 5)
    child = full - less
    taken = adults * full + children * child
    costs = d.number(20, taken // 2, 5)
    one, other = adults * full, children * child
    return Told(
        {"adults": adults, "children": children, "full": full, "child": child, "costs": costs},
        f"{who} sells tickets for a {show}.",
        (
            f"A ticket for an adult costs ${full}, one for a child ${child}.",
            f"There come {adults} adults and {children} children.",
            f"The hall and the lights cost ${costs}.",
        ),
        f"How many dollars are left when hall and lights of the {show} are paid?",
        (
            f"The adults pay {adults}*{full} = $<<{adults}*{full}={one}>>{one}.",
            f"The children pay {children}*{child} = $<<{children}*{child}={other}>>{other}.",
            f"Together they pay {one}+{other} = $<<{one}+{other}={taken}>>{taken}.",
            f"There are {taken}-{costs} = $<<{taken}-{costs}={taken - costs}>>{taken - costs} left.",
        ),
        taken - costs,
    )


def training(d: Draw) -> Told:
    """Three days of laps, told by the first, in minutes. Five steps."""
    who, where = d.one_of(NAMES), d.one_of(("pool", "track", "lake", "park"))
    laps, more, times, each = d.number(4, 20), d.number(2, 10), d.number(2, 4), d.number(2, 9)
    second, third = laps + more, laps * times
    total = laps + second + third
    return Told(
        {"laps": laps, "more": more, "times": times, "each": each},
        f"{who} trains at the {where} on three days of the week.",
        (
            f"On Monday {who} does {laps} laps.",
            f"On Wednesday it is {more} laps more than on Monday.",
            f"On Friday it is {times} times as many laps as on Monday.",
            f"One lap takes {each} minutes.",
        ),
        f"How many minutes of laps does {who} do in the week?",
        (
            f"On Wednesday {who} does {laps}+{more} = <<{laps}+{more}={second}>>{second} laps.",
            f"On Friday it is {times}*{laps} = <<{times}*{laps}={third}>>{third} laps.",
            f"On Monday and Wednesday it is {laps}+{second} = <<{laps}+{second}={laps + second}>>{laps + second} laps.",
            f"In the week it is {laps + second}+{third} = <<{laps + second}+{third}={total}>>{total} laps.",
            f"They take {total}*{each} = <<{total}*{each}={total * each}>>{total * each} minutes.",
        ),
        total * each,
    )


STORIES: dict[str, Callable[[Draw], Told]] = {
    one.__name__: one
    for one in (
        *(shopping, saving, trays, collections, discount, journey, workshop, school_trip),
        *(ages, recipe, fence, reading, harvest, tank, tickets, training),
    )
}
