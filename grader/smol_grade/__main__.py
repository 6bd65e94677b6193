"""The console script, and `python -m smol_grade`."""

import os
import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is still being imported ends without a traceback."""
    here = os.getcwd() if os.path.isdir(os.curdir) else ""
    sys.path[:] = [entry for entry in sys.path if entry not in ("", here)]  # a learner's pytest.py is not ours
    try:
        from .cli.main import app
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()
