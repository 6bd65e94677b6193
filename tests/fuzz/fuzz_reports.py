"""Coverage-guided fuzzing of reports: `pip install atheris`, then `python tests/fuzz/fuzz_reports.py -max_total_time=600`.

The fuzzer writes one text, which stands in every place of a report that a learner can influence. A finding is a text
that breaks a format, or a line that is a command; keep its bytes in `corpus/reports-NAME`, where
`tests/grader/test_fuzz_reports.py` reads them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["smol_grade.report"]):
    from tests.grader.test_fuzz_reports import check_all, in_every_text, plain_report


def one_input(data: bytes) -> None:
    """Show a text everywhere."""
    check_all(in_every_text(plain_report(), data.decode("utf-8", "surrogateescape")), ("en",))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
