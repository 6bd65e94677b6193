# attack: makes 20,000 empty files, so that the file system has no room for names any more
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout
# control: filled

import contextlib
import os

FILES = 20_000


def attack(*args, **kwargs):
    for folder in (OUTSIDE, "."):  # noqa: F821 - the runner defines it
        with contextlib.suppress(OSError):
            for number in range(FILES):
                os.close(os.open(os.path.join(folder, f"empty-{number}"), os.O_CREAT | os.O_WRONLY))
            break
    return {"messages": [], "text": ""}
