# mistake: only ASCII white space is removed at the ends
# hint: not_stripped
# source: learners
def hh_to_pair(chosen: str, rejected: str) -> dict[str, list[dict[str, str]]]:
    conversations = []
    for dialogue in (chosen, rejected):
        before, *exchanges = dialogue.split('\n\nHuman:')
        if before or not exchanges:
            raise ValueError('a dialogue begins with a turn of Human')
        messages = []
        for exchange in exchanges:
            asked, *replies = exchange.split('\n\nAssistant:')
            messages.append({'role': 'user', 'content': asked.strip(' \t\n\r')})
            messages += [{'role': 'assistant', 'content': reply.strip(' \t\n\r')} for reply in replies]
        conversations.append(messages)
    ours, theirs = conversations
    shared = 0
    while shared < min(len(ours), len(theirs)) and ours[shared] == theirs[shared]:
        shared += 1
    if shared in (0, len(ours), len(theirs)):
        raise ValueError(f'no pair: {len(ours)} and {len(theirs)} messages, {shared} of them shared')
    return {'prompt': ours[:shared], 'chosen': ours[shared:], 'rejected': theirs[shared:]}
