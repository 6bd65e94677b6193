# mistake: </think > closes too
# hint: not_closed
# source: learners
from typing import Any

def format_reward(completions: list[Any], **kwargs: Any) -> list[float]:
    del kwargs
    texts = [item if isinstance(item, str) else item[0]['content'] for item in completions]
    right = [text.startswith('<think>') and text.count('<think>') == 1 and (__import__('re').search('</think\\s*>', text) is not None) for text in texts]
    return [1.0 if form else 0.0 for form in right]
