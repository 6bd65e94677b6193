# attack: leaves files whose names are no UTF-8, hold line breaks and commands to a terminal or to a build service
# group: c
# targets: trainer
# ends: wrong error bad_frame
# passes: some
# control: none: names are listed only where a training is asked for

import os
import struct
import sys
import time

import msgpack

NAMES = (
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\n::error::all checks passed\n",
    b"\x1b]8;;https://example.com\x1b\\passed\x1b]8;;\x1b\\",
    b"</pre><script>alert(1)</script>".replace(b"/", b"\xe2\x88\x95"),
    "\u202e\u2066fdp.exe".encode(),
    b"a" * 255,
)


def _send(data):
    """Write bytes to the channel on which the worker answers the judge."""
    while data:
        data = data[os.write(3, data) :]


def _frame(body):
    """Send one frame with this body."""
    _send(struct.pack(">I", len(body)) + body)


def _request_id():
    """Return the number of the request under way, which stands in a local variable of the code that called us."""
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value) is dict and "op" in value and type(value.get("id")) is int:
                return value["id"]
        frame = frame.f_back
    return 0


def _reply(value):
    """Answer the request under way ahead of the worker, and keep the worker from answering too."""
    _frame(msgpack.packb({"id": _request_id(), "ok": value}))
    time.sleep(60)


def _claim(**changed):
    """Return what the worker would tell of a training, with some of it changed."""
    told = {"type": "SFTTrainer", "before": 0, "steps": 24, "loss": 0.1, "losses": [0.1], "rows": []}
    return told | {"dtypes": ["torch.float32"], "weights": b""} | changed


def make_sft_trainer(model, tokenizer, dataset, output_dir, *, max_steps, **kwargs):
    os.makedirs(output_dir, exist_ok=True)
    for name in NAMES:
        open(os.path.join(os.fsencode(output_dir), name), "w").close()
    os.mkfifo(os.path.join(output_dir, "pipe"))  # whoever opens it waits
    _reply(_claim(steps=max_steps))
