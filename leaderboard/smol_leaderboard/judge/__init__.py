"""Official grading in a process of its own: it holds keys and suites, and neither a token nor the operator's variables.

`client.Judge` starts it and asks; `process` is the child; `messages` is what they say to each other.
"""
