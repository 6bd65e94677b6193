"""The console script `smol-leaderboard`: nothing around the current folder has a say in it, as in `smol-grade`."""

import sys

from smol_grade.__main__ import stand_alone


def main() -> None:
    """Run the program."""
    stand_alone()
    try:
        from .cli.main import app
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()
