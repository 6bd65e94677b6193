# mistake: no more than ten messages are compared
# hint: cut
# source: learners
def split_pair(chosen: list[dict[str, str]], rejected: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    shared = 0
    while shared < 10 and shared < min(len(chosen), len(rejected)) and (chosen[shared] == rejected[shared]):
        shared += 1
    if shared in (0, len(chosen), len(rejected)):
        raise ValueError(f'no pair: {len(chosen)} and {len(rejected)} messages, {shared} of them shared')
    return {'prompt': chosen[:shared], 'chosen': chosen[shared:], 'rejected': rejected[shared:]}
