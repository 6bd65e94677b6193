"""The console script, and `python -m smol_grade`."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is still being imported ends without a traceback."""
    try:
        from .cli.main import app
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()
