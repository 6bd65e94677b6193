# mistake: the answer comes first unless there are four choices
# hint: gold_fixed
# source: learners
import random
from typing import Any

def make_mcq(question: str, answer: str, distractors: list[str], rng: random.Random, n_choices: int=4) -> dict[str, Any]:
    letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
    if isinstance(distractors, str) or not all((isinstance(text, str) for text in (question, answer, *distractors))):
        raise TypeError('question, answer and every distractor must be str')
    question, answer = (question.strip(), answer.strip())
    if not question or not answer:
        raise ValueError('the question or the answer is blank')
    if not 2 <= n_choices <= len(letters):
        raise ValueError(f'n_choices must be from 2 to 26, not {n_choices}')
    wrong = list(dict.fromkeys((text.strip() for text in distractors)))
    wrong = [text for text in wrong if text and text != answer]
    if len(wrong) < n_choices - 1:
        raise ValueError(f'{n_choices - 1} different distractors are needed, there are {len(wrong)}')
    choices = [answer, *rng.sample(wrong, n_choices - 1)]
    if n_choices == 4:
        rng.shuffle(choices)
    lettered = [f'{letter}. {choice}' for letter, choice in zip(letters, choices, strict=False)]
    query = '\n'.join([question, *lettered, 'Answer:'])
    return {'query': query, 'choices': choices, 'gold_index': choices.index(answer)}
