# attack: takes 6 GiB of memory and touches every page of it
# group: d
# targets: text tensor trainer
# ends: memory error crashed timeout
# control: none: it would take the memory of the machine that runs the control

BLOCKS = 96
BLOCK = 64 * 2**20


def attack(*args, **kwargs):
    kept = [bytes([number + 1]) * BLOCK for number in range(BLOCKS)]  # not zeros: those need no pages
    return {"messages": [], "text": str(len(kept))}
