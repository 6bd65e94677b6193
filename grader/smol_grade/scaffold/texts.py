"""The texts of the first files. What a person has to write is `$word` and a few words that say what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Template

WALKTHROUGHS = (
    "# What `smol-grade solution` tells after full marks: the idea in prose, beside the learner's own code.\n"
)
SECTION_OF_EXAMPLES = """
```python
>>> $name("  a text ")
'a text'
>>> $name("a  text")
'a  text'
>>> $name("   ")
\'\'
```
"""
TEXTS = {
    "entry.toml": """[[units.exercises]]
name = "$name"
number = "$number"
title.en = $title_en
title.es = $title_es
level = "$level"
points = 10
parameters = ["text"]
checks = ["ends_without_space", "nothing_but_space"]
limits = { call_s = 5.0, load_s = 30.0, check_s = 20.0 }
""",
    "unit.toml": """[[units]]
slug = "$slug"
alias = "$unit"
title.en = $title_en
title.es = $title_es
""",
    "stub.py": '''"""Exercise $number $mark: $word what the function makes of what.

$word why it matters in the course, in two or three lines.

Read: $word an address that explains more
Check: smol-grade $unit/$name   Stuck: smol-grade hint $name
"""


def $name(text: str) -> str:
    """Return the text without white space at its ends. $word the promise, in one sentence

    Args:
        text: any text. $word type and meaning of each argument

    Returns:
        What stands between the first and the last character that is no white space, as it is.
        White space alone gives an empty text. $word every edge case that the suite tests

    Example:
        >>> $name("  a text ")  # $word an example with real values
        'a text'
    """
    # TODO $number: $word what to do, in a few words
    # BEGIN SOLUTION
    return text.strip()  # $word the solution
    # END SOLUTION
''',
    "suite.py": '''"""Hidden suite of exercise $number. $word the oracle: what is right, without the solution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_text

NAME = "$name"
SPACE = st.text(" \\n\\t", min_size=1, max_size=4)
WORDS = st.lists(st.text("abcxyz", min_size=1, max_size=6), min_size=1, max_size=4).map("  ".join)


# $word detectors: predicates on the input and the output of a call, the most specific first
DETECTORS = [
    Detector("nothing_returned", detect.returned_nothing),
    Detector("unchanged", detect.returned_input),
]


# $word checks: one function for each promise, whose docstring is the title
@pytest.mark.check(NAME, points=7, hint="ends", promise="What stands between the first and the last character")
@given(before=SPACE, words=WORDS, after=SPACE)
def test_ends_without_space(submission, before, words, after):
    """White space goes from both ends, and nothing else."""
    expect_text(submission.call(NAME, before + words + after), words, "result")


@pytest.mark.check(NAME, points=3, hint="ends", promise="White space alone gives an empty text.")
@given(space=SPACE)
def test_nothing_but_space(submission, space):
    """White space alone gives an empty text."""
    expect_text(submission.call(NAME, space), "", "result")
''',
    "texts.toml": """# Titles and hints of $name. English titles are the suite's docstrings.

# $word the titles in Spanish, one for each check
[titles]
ends_without_space = "El espacio desaparece de ambos extremos, y nada más."
nothing_but_space = "Solo espacio da un texto vacío."

[hints]
question.en = "$word a question that leads to the idea"
question.es = "$word the question in Spanish"
pointer.en = "$word what to look up"
pointer.es = "$word the same in Spanish"
almost.en = "$word almost the code"
almost.es = "$word the same in Spanish"

# $word a hint for each mistake that the suite's markers and detectors name
[mistakes]
ends.en = "The white space goes from both ends, and from nowhere else."
ends.es = "El espacio desaparece de ambos extremos, y de ningún otro sitio."
unchanged.en = "The text came back as it was."
unchanged.es = "El texto ha vuelto tal como era."
nothing_returned.en = "The function returns None. Does it print where it should return, or is the return missing?"
nothing_returned.es = "La función devuelve None. ¿Imprime donde debería devolver, o falta el return?"
""",
    "mutant.py": """# mistake: $word a mistake that people make
# hint: unchanged
# source: stub
def $name(text):
    return text
""",
    "accepted.py": """# source: stub
# $word right answers, at least eight, each written in another way
def $name(text):
    return text.lstrip().rstrip()
""",
    "section.en.md": f"""## $number `$name` $mark

$word what is asked, why it matters, and about how long it takes.

Examples:
{SECTION_OF_EXAMPLES}
$word the examples above: three to six results that hold for every right answer, the same block in both languages.
""",
    "section.es.md": f"""## $number `$name` $mark

$word the same in Spanish.

Ejemplos:
{SECTION_OF_EXAMPLES}
$word this line goes when the examples are written.
""",
    "walkthrough.toml": '''[$name]
en = """
$word 90 to 220 words for those who have full marks: the idea, what goes wrong, what it is like in practice.
"""
es = """
$word the same in Spanish, in as many paragraphs.
"""
''',
    "shared.toml": """# Hints that several exercises of this unit share. English and Spanish side by side.

[mistakes]
nothing_returned.en = "The function returns None. Does it print where it should return, or is the return missing?"
nothing_returned.es = "La función devuelve None. ¿Imprime donde debería devolver, o falta el return?"
""",
    "unit.en.md": """# Unit $number: $title

$word what the unit teaches, and why it matters: one or two paragraphs.

| exercise | level | what you write |
|---|---|---|

$word about how many hours the unit takes, and what it needs beyond the plain installation.

How to work: open a file, read its docstring, fill in the TODO, run `smol-grade $unit`. All that is tested stands in the
docstring. Stuck? `smol-grade hint NAME` asks you a question first.

## How it is graded

* Every run draws new inputs, from a seed that the report names; `--seed N` repeats a run. So no answer can be learnt by
  heart, and a right function never notices the difference.
* Only what your function returns for a call counts, not what it prints or says about itself.
* An exercise has several checks, and each gives its own points: what is partly right earns its part. A failed check
  shows the call, what was expected, what came back, and a hint.
* $word where the right results come from.

## Read on

* $word a paper or a page for each exercise.
* The words: [glossary](https://github.com/smol-grade/smol-grade/blob/main/docs/glossary.md)
""",
    "unit.es.md": """# Unidad $number: $title

$word the same in Spanish.

| ejercicio | nivel | lo que escribes |
|---|---|---|

$word the same in Spanish.

Cómo trabajar: abre un archivo, lee su docstring, completa el TODO, ejecuta `smol-grade $unit`. Todo lo que se comprueba
está en el docstring. ¿Te atascaste? `smol-grade hint NOMBRE` primero te hace una pregunta.

## Cómo se evalúa

* Cada ejecución sortea entradas nuevas, con una semilla que el informe nombra; `--seed N` repite una ejecución. Así
  ninguna respuesta se puede aprender de memoria, y una función correcta nunca nota la diferencia.
* Solo cuenta lo que tu función devuelve en una llamada, no lo que imprime o dice de sí misma.
* Un ejercicio tiene varias comprobaciones, y cada una da sus propios puntos: lo que está bien en parte gana su parte.
  Una comprobación fallida enseña la llamada, lo esperado, lo recibido y una pista.
* $word the same in Spanish.

## Para leer más

* $word the same in Spanish.
* Las palabras: [glosario](https://github.com/smol-grade/smol-grade/blob/main/docs/glossary.es.md)
""",
}


def filled(name: str, fields: Mapping[str, str]) -> str:
    """Return one of the texts with its fields."""
    return Template(TEXTS[name]).substitute(fields)


def quoted(title: str) -> str:
    """Return a title as TOML writes a text, in one line."""
    return json.dumps(" ".join(title.split()), ensure_ascii=False)
