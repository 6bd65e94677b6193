"""Answers to exercises of unit 1 as different people write them, each drawn on its own: no answer knows another one.

A learner has habits (names, quotes, comments, helpers, how much of the stub stays) and decides anew at each step how to
do it: popular ways often, odd ways seldom, as in a real cohort, so some answers come out nearly equal. Most answers are
right, some have a mistake that learners make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from .habits import COMMENTS, Learner, block
from .ways_of_chats import gsm8k, render, smoltalk
from .ways_of_packs import pack, stack_smol

ROOT = Path(__file__).parents[2]
STUBS = ROOT / "exercises" / "unit1"

EXERCISES: dict[str, Callable[[Learner], tuple[str, str]]] = {
    "smoltalk_to_chatml": smoltalk,
    "gsm8k_to_chatml": gsm8k,
    "render_chatml": render,
    "stack_smol_to_text": stack_smol,
    "pack_sequences": pack,
}


def answer(exercise: str, seed: object) -> str:
    """The file that one learner hands in for an exercise."""
    me = Learner(f"{seed} {exercise}")
    top, body = (me.fill(part) for part in EXERCISES[exercise](me))
    stub = (STUBS / f"{exercise}.py").read_text("utf-8")
    head = stub[: stub.index(f"\ndef {exercise}(")]
    rest = stub[len(head) + 1 :]
    signature = rest[: rest.index("\n") + 1]
    docstring = rest[len(signature) : rest.index("    # TODO ")]
    if me.odds(0.25):  # written without the stub, as in a notebook
        head = ""
        signature = (
            re.sub(
                r": (?:[\w.]+(?:\[[\w, .\[\]]*\])?)(?=[,)= ])|(?: -> [^:]*(?:\[[^:]*\])?)(?=:$)",
                "",
                signature.rstrip("\n"),
            )
            + "\n"
        )
        docstring = me.any(
            "", '    """Do the exercise."""\n', f'    """{exercise.replace("_", " ").capitalize()}."""\n'
        )
    lines = []
    for line in body.split("\n"):
        if me.odds(0.06):
            lines.append(" " * (len(line) - len(line.lstrip())) + "# " + me.any(*COMMENTS))
        if lines and me.odds(0.04) and line.startswith(tuple("abcdefghijklmnopqrstuvwxyz")):
            lines.append("")
        lines.append(line)
    code = "\n".join(
        part for part in (head.rstrip("\n"), top, signature + docstring + block("\n".join(lines), 1)) if part
    )
    if me.odds(0.25):
        code = _other_quotes(code, docstring)
    return code + "\n"


def _other_quotes(code: str, docstring: str) -> str:
    """Somebody who writes 'strings' where nothing stands in the way."""
    before, _, after = code.rpartition(docstring) if docstring else ("", "", code)
    found = re.compile(r"""([fr]?)"((?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.)*'""")

    def other(string: re.Match[str]) -> str:
        return string[0] if string[1] or string[2] is None or "'" in string[2] else f"'{string[2]}'"

    return before + docstring + found.sub(other, after)


def cohort(size: int, seed: int, exercises: Sequence[str] = tuple(EXERCISES)) -> dict[str, dict[str, bytes]]:
    """The files of so many learners, by submission and name; some leave an exercise out."""
    handed_in = {}
    for number in range(size):
        me = Learner(f"{seed} {number}")
        files = {f"{name}.py": answer(name, f"{seed} {number}").encode() for name in exercises if not me.odds(0.05)}
        handed_in[f"learner-{number:04d}"] = files
    return handed_in
