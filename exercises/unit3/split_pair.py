"""Exercise 3.1 🐢: two conversations as a preference pair.

Preference data often comes as two whole conversations: one that people preferred, one that they did not. A trainer
wants them in three parts: the prompt that both have in common, and the two ways in which it was answered. TRL does this
for you when a data set has no column "prompt"; here you see what it does, and where it fails in silence.

Read: https://huggingface.co/docs/trl/dataset_formats#preference
Check: smol-grade unit3/split_pair   Stuck: smol-grade hint split_pair
"""


def split_pair(chosen: list[dict[str, str]], rejected: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Return what two conversations share as the "prompt", and the rest of each as "chosen" and "rejected".

    prompt = chosen[:n], where n is the largest number for which chosen[:n] == rejected[:n]

    Args:
        chosen: the preferred conversation, a list of messages {"role": …, "content": …}, the system message first if
            there is one. Roles are "system", "user" and "assistant".
        rejected: the other conversation, in the same form.

    Returns:
        A dict with three lists of messages (further keys are ignored):
        "prompt": the messages that both conversations begin with, up to the first place where they differ.
        "chosen": all messages of chosen after the prompt, in their order.
        "rejected": all messages of rejected after the prompt, in their order.

    Raises:
        ValueError: this is no pair. The first messages already differ, or a conversation is empty, so that there is no
            prompt; or the two are identical, or one is the beginning of the other, so that an answer would be empty.

    Edge cases:
        Two messages are the same if role and content are, character for character: "Yes" and "yes" differ, and so do
        "Yes" and "Yes ". The order of the keys in a message does not matter.
        A message is never cut: two that begin alike are still two different messages.
        After the first difference nothing is shared any more, even if later messages are the same again.
        What follows the prompt may be several messages, not equally many on both sides. The prompt may be one message
        or many and end with any role.
        Messages are copied verbatim: line breaks, spaces at their ends, braces, letters and signs beyond ASCII.
        Both arguments are left as they are: the lists and the messages in them. What you return may hold the very same
        messages, or copies of them.

    Example:
        >>> question = {"role": "user", "content": "Is it far?"}
        >>> near, far = {"role": "assistant", "content": "No."}, {"role": "assistant", "content": "Yes."}
        >>> split_pair([question, near], [question, far])["chosen"]
        [{'role': 'assistant', 'content': 'No.'}]
    """
    # TODO 3.1: find the first place where the two differ, and cut both there
    raise NotImplementedError("TODO 3.1: find the first place where the two differ, and cut both there")
