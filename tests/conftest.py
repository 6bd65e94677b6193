"""What all tests share: the double of the Hub, as `from fakehub import FakeHub` and as the fixture `hub`."""

import sys
from pathlib import Path

# at the end: a folder of tests must not hide a module of that name
sys.path.append(str(Path(__file__).parent))

from fakehub.fixtures import hub

__all__ = ["hub"]
