"""The trusted side: pytest runs the hidden suites here, next to the expected values and far from learner code.

A suite imports what it needs from `judge.expect`, `judge.detect`, `judge.chat`, `judge.rows`; `judge.run` runs suites.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported: on small matrices threads only wait
