"""`python -m smol_grade` is `smol-grade`."""

from .cli.main import main

main()
