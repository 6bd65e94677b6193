r"""Exercise 3.2 🐕: a dialogue of hh-rlhf, told twice, as a preference pair.

Anthropic's hh-rlhf, the best known preference data, holds each dialogue as one string, and twice: with the reply that
was preferred, and with the one that was not. What is shared must be found message by message. If strings are compared
letter by letter instead, two replies that begin alike lose their beginning to the prompt.

Read: the card of Anthropic/hh-rlhf, https://huggingface.co/datasets/Anthropic/hh-rlhf
Check: smol-grade unit3/hh_to_pair   Stuck: smol-grade hint hh_to_pair
"""


def hh_to_pair(chosen: str, rejected: str) -> dict[str, list[dict[str, str]]]:
    r"""Return two dialogues of hh-rlhf as the messages of a preference pair.

    Args:
        chosen: the dialogue with the preferred reply, e.g.
            "\n\nHuman: May I go?\n\nAssistant: Yes, if you must.\n\nHuman: Now?\n\nAssistant: Yes, now."
            A turn opens with two line breaks, the word Human or Assistant, and a colon. It goes on up to the next such
            opening, or up to the end of the string.
        rejected: the same dialogue with the other reply, e.g.
            "\n\nHuman: May I go?\n\nAssistant: Yes, if you must.\n\nHuman: Now?\n\nAssistant: Yes, why not?"

    Returns:
        A dict with three lists of messages {"role": …, "content": …} (further keys are ignored):
        "prompt": the messages that both dialogues begin with, up to the first message that differs.
        "chosen", "rejected": all messages after the prompt: nearly always one reply, seldom more.
        The role of Human is "user", that of Assistant is "assistant". The content is the text of the turn without the
        white space at its two ends (spaces, tabs, line breaks: as str.strip() does it).
        For the two dialogues above, the prompt has three messages, the last one
        {"role": "user", "content": "Now?"}; chosen is [{"role": "assistant", "content": "Yes, now."}].

    Raises:
        ValueError: a dialogue does not begin with "\n\nHuman:"; or the two are no pair: their first messages already
            differ, or their messages are all the same, or one's messages are the beginning of the other's.

    Edge cases:
        Messages are compared as wholes, role and content, after white space at the ends is gone. Replies that begin
        alike, as above with "Yes, ", stay whole. "Yes" and "Yes, now." are two different replies.
        Anything else is text and stays in the content: "Human:" or "Assistant:" within a line, at the start of a text
        or after a single line break; "human:", "Humans:", "Human :"; two line breaks between paragraphs.
        A turn may be empty: its content is "". Two turns of one role in a row are two messages.
        Only "\n\nHuman:" and "\n\nAssistant:" open a turn, and they always do, wherever they stand.
        White space after the colon may be missing. Inside a content nothing changes: line breaks, double spaces, tabs,
        braces, letters and signs beyond ASCII.
        After the first message that differs nothing is shared any more, even if later messages are the same again.
    """
    # TODO 3.2: turn both strings into messages, then find what they share
    # BEGIN SOLUTION
    conversations = []
    for dialogue in (chosen, rejected):
        before, *exchanges = dialogue.split("\n\nHuman:")
        if before or not exchanges:
            raise ValueError(f"a dialogue begins with a turn of Human, not with {dialogue[:20]!r}")
        messages = []
        for exchange in exchanges:
            asked, *replies = exchange.split("\n\nAssistant:")
            messages.append({"role": "user", "content": asked.strip()})
            messages += [{"role": "assistant", "content": reply.strip()} for reply in replies]
        conversations.append(messages)
    ours, theirs = conversations
    shared = 0
    while shared < min(len(ours), len(theirs)) and ours[shared] == theirs[shared]:
        shared += 1
    if shared in (0, len(ours), len(theirs)):
        raise ValueError(f"no pair: {len(ours)} and {len(theirs)} messages, {shared} of them shared")
    return {"prompt": ours[:shared], "chosen": ours[shared:], "rejected": theirs[shared:]}
    # END SOLUTION
