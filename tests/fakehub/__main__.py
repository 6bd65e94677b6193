"""A hub as a process of its own, for trying things out by hand and for tests that kill.

    PYTHONPATH=tests python -m fakehub --repo dataset:course/board --as ana

prints the variables with which another process talks to it, as one line of JSON, and ends with its standard input.
"""

from __future__ import annotations

import argparse
import json
import sys

from .hub import FakeHub


def main() -> None:
    """Run a hub until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m fakehub", description="A test double of the Hugging Face Hub.")
    parser.add_argument("--repo", action="append", default=[], metavar="KIND:OWNER/NAME", help="make this repository")
    parser.add_argument("--as", action="append", default=[], dest="names", metavar="NAME", help="make this account")
    parser.add_argument("--cdn", default="", choices=["", "lfs", "all"], help="files that resolve redirects to the CDN")
    options = parser.parse_args()
    with FakeHub(cdn=options.cdn) as hub:
        hub.clock.run()
        for repo in options.repo:
            kind, _, repo_id = repo.partition(":")
            hub.repo(kind, repo_id)
        names = options.names or [account.name for account in hub.accounts]
        environments = {name: hub.environment(name) for name in names}
        sys.stdout.write(json.dumps({"url": hub.url, "cdn_url": hub.cdn_url, "environments": environments}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
