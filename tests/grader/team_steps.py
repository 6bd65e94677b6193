"""Runs the steps of a job of a workflow as shell, in their order, with what a runner of GitHub would give them.

Not covered: actions (`uses:`), conditions other than `always()`, files that a step hands on by GITHUB_ENV or GITHUB_OUTPUT.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
SUDO = """#!/usr/bin/env bash
# what sudo does for who is root already: nothing of the environment but PATH, HOME and what --preserve-env names
kept=(PATH="$PATH" HOME=/root)
if [[ "$1" == --preserve-env=* ]]; then
  IFS=, read -ra names <<< "${1#--preserve-env=}"
  for name in "${names[@]}"; do kept+=("$name=${!name}"); done
  shift
fi
exec env -i "${kept[@]}" "$@"
"""


class Ran(NamedTuple):
    """A step that ran."""

    name: str
    code: int
    output: str
    """Stdout and stderr."""


def workflow(path: Path) -> dict[str, Any]:
    """Return a workflow; YAML 1.1 reads the key `on` as True."""
    read = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in read.items()}


def runner_environment(folder: Path) -> dict[str, str]:
    """Make a runner's folders and files, with a `sudo`; return its variables."""
    bin_folder, temp = folder / "bin", folder / "temp"
    for made in (bin_folder, temp, folder / "home"):
        made.mkdir(parents=True, exist_ok=True)
    (bin_folder / "sudo").write_text(SUDO)
    (bin_folder / "sudo").chmod(0o755)
    files = {name: str(folder / name.lower()) for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        Path(file).touch()
    path = os.pathsep.join([str(bin_folder), os.environ["PATH"]])
    mine = {"PATH": path, "HOME": str(folder / "home"), "RUNNER_TEMP": str(temp), "LANG": "C.UTF-8"}
    return mine | files | {"CI": "true", "GITHUB_ACTIONS": "true"}


def run_steps(
    read: Mapping[str, Any],
    job: str,
    *,
    cwd: Path,
    environment: Mapping[str, str],
    values: Mapping[str, str],
    env: Mapping[str, str] | None = None,
    skip: tuple[str, ...] = (),
) -> list[Ran]:
    """Run a job's `run` steps until one fails; after that those that always run.

    `values` are those of expressions, `secrets.X` or `runner.temp`; `env` replaces values of the workflow's own `env`;
    steps whose names are in `skip` are left out.
    """
    ran: list[Ran] = []
    known = {step["name"] for step in read["jobs"][job]["steps"]}
    assert set(skip) <= known, f"{skip} are not all steps of {job}"
    for step in read["jobs"][job]["steps"]:
        if "run" not in step or step["name"] in skip:
            continue
        if any(one.code for one in ran) and step.get("if") != "always()":
            continue
        given = {**read.get("env", {}), **(env or {}), **step.get("env", {})}
        filled = {name: EXPRESSION.sub(lambda match: values[match[1]], str(text)) for name, text in given.items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=cwd,
            env={**environment, **filled},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        ran.append(Ran(step["name"], done.returncode, done.stdout))
    return ran


@contextmanager
def id_tokens(token: str) -> Iterator[dict[str, str]]:
    """Be the place where a job with `id-token: write` gets its id token; yield the two variables that say so."""
    asked = "request-token"

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            right = self.headers.get("Authorization") == f"Bearer {asked}" and "audience=" in self.path
            body = json.dumps({"value": token}).encode() if right else b"{}"
            self.send_response(200 if right else 403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/token?api-version=2.0"
        yield {"ACTIONS_ID_TOKEN_REQUEST_URL": url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": asked}
    finally:
        server.shutdown()
        server.server_close()
