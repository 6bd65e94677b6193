"""How Hypothesis draws in a grading: reproducible from the run's seed, without a database, without a clock."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.internal.conjecture import providers

PROFILE = "smol-grade"
EXAMPLES = 10
"""Inputs of one check."""


def use_profile() -> None:
    """Make the grading's settings Hypothesis's defaults."""
    settings.register_profile(
        PROFILE,
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile(PROFILE)
    _draw_no_local_constants()


def _draw_no_local_constants() -> None:
    """Keep Hypothesis from mixing constants of our source files into the draws.

    It collects them from whatever "local" modules are imported, so the same seed would draw other rows in a checkout
    than in an installed wheel, and others in a warm engine than in a cold one. The names are private: where a release
    has changed them, draws are as good, only less reproducible.
    """
    if hasattr(providers, "_get_local_constants") and hasattr(providers, "_local_constants"):
        nothing = type(providers._local_constants)()
        providers._get_local_constants = lambda: nothing
