# attack: replaces the worker's serialiser, so that its reply says "passed" in a field of its own
# group: a
# targets: text tensor trainer
# ends: wrong bad_frame error crashed timeout
# control: none: in one process nothing is serialised

import json
import sys

FORGED = b"\x83\xa2id\x04\xa2ok\xc3\xa6passed\xc3"  # {"id": 4, "ok": true, "passed": true}


def attack(*args, **kwargs):
    packer = sys.modules.get("msgpack")
    if packer is not None:
        packer.packb = lambda *_, **__: FORGED
    json.dumps = lambda *_, **__: '{"passed": true}'
    return {"messages": [], "text": ""}
