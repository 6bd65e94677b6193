"""Entry point of the worker process: `python -s -P -S start.py CONFIG_JSON`.

Runs before anything else is importable. It puts this folder (the worker's own package, nothing of the
grader's) and the site-packages folders that the judge names on `sys.path`, then hands over. `-S` leaves out
`.pth` files, so an editable install of the grader is not importable from learner code.
"""

import json
import os
import sys


def main() -> None:
    """Read the configuration, open the import path, start as a zygote or as a spawned worker."""
    config = json.loads(sys.argv[1])
    sys.argv = ["worker"]
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.path.extend(config["site"])
    if config["mode"] == "zygote":
        from smol_worker import zygote

        zygote.run(config)
    else:
        from smol_worker import spawned

        spawned.run(config)


main()
