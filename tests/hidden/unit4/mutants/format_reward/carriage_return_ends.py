# mistake: the pattern ends at a carriage return
# hint: line_breaks
# source: learners
from typing import Any

def format_reward(completions: list[Any], **kwargs: Any) -> list[float]:
    del kwargs
    texts = [item if isinstance(item, str) else item[0]['content'] for item in completions]
    right = [text.startswith('<think>') and text.count('<think>') == 1 and (__import__('re').match('<think>[^\\r]*?</think>', text, 16) is not None) for text in texts]
    return [1.0 if form else 0.0 for form in right]
