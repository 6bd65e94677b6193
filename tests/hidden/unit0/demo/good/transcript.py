"""Exercise 0.1 🐢: a conversation as plain text.

A warm-up: it shows how the grader works before the course begins.

Chat data comes as a list of messages, each a dict with a `role` and a `content`. The simplest way to
show one to a person is a transcript, one line a message.

Check: smol-grade unit0   Stuck: smol-grade hint transcript
"""


def transcript(messages: list[dict[str, str]]) -> str:
    r"""Return the conversation as text, one line per message: the role, a colon, a space, the content.

    Args:
        messages: dicts with the keys "role" and "content", e.g.
            [{"role": "user", "content": "Hi!"}, {"role": "assistant", "content": "Hello."}]

    Returns:
        "user: Hi!\nassistant: Hello."  The lines are joined by a line break; there is none after the last line.
        An empty list of messages gives an empty text.
    """
    # TODO 0.1: make one line of each message and join them
    # BEGIN SOLUTION
    return "\n".join(f"{message['role']}: {message['content']}" for message in messages)
    # END SOLUTION
