"""The console script, and `python -m smol_grade`: nothing around the learner's folder has a say in the judge.

What Python itself runs before our first line cannot be undone from here: a `sitecustomize` on PYTHONPATH, a folder of
compiled files in PYTHONPYCACHEPREFIX, with `python -m` also what lies in the current folder: a folder `smol_grade`, and
files named as modules that Python needs to find ours (`types.py`, `re.py`, `contextlib.py`, …). `python -P -m`
does not look there, nor does the console script. Whoever grades files of others sets no such variable.
"""

import contextlib
import os
import sys

OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder that holds this package: developers put it on PYTHONPATH."""
OUR_BOARD = os.path.join(os.path.dirname(OURS), "leaderboard")
"""In a checkout, the folder that holds the leaderboard's package."""


def main() -> None:
    """Run the command line; Ctrl-C while it is still being imported ends without a traceback."""
    stand_alone()
    try:
        from .cli.main import app

        app(prog_name="smol-grade")  # however it was started: shells complete, and messages name, this one
    except KeyboardInterrupt:
        sys.exit(130)


def stand_alone() -> None:
    """Import only what is installed, and forget what variables tell Python and pytest to do beside our work."""
    foreign = {"", *os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    with contextlib.suppress(OSError):  # the current folder has been deleted
        foreign |= {os.path.abspath(entry) for entry in foreign}
    foreign -= {OURS, OUR_BOARD, *_installed()}
    sys.path[:] = [entry for entry in sys.path if entry not in foreign]  # a learner's pytest.py is not ours
    sys.pycache_prefix = None
    if "PYTHONWARNINGS" in os.environ:  # `error` would end us
        import warnings

        sys.warnoptions.clear()
        warnings.simplefilter("ignore")
    for name in [name for name in os.environ if name.startswith(("PYTHON", "PYTEST_"))]:
        del os.environ[name]


def _installed() -> list[str]:
    """Return the folders of installed packages, which somebody may have named on PYTHONPATH too."""
    site = sys.modules.get("site")
    return [*site.getsitepackages(), site.getusersitepackages()] if site is not None else []


if __name__ == "__main__":
    main()
