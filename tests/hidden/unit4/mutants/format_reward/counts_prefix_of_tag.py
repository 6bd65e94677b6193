# mistake: <thinking> counts as a second <think>
# hint: right_refused
# source: learners
from typing import Any

def format_reward(completions: list[Any], **kwargs: Any) -> list[float]:
    del kwargs
    texts = [item if isinstance(item, str) else item[0]['content'] for item in completions]
    right = [text.startswith('<think>') and text.count('<think') == 1 and ('</think>' in text) for text in texts]
    return [1.0 if form else 0.0 for form in right]
