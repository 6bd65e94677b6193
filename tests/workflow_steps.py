"""A small runner of GitHub workflows: it runs the steps of a job as shell, as GitHub's runner would, in a folder.

`run` steps are run, local actions are opened, `actions/upload-artifact` copies; every other action is what the machine
has brought already (a checkout, Python), and is only noted. What is printed is read for workflow commands as the
runner reads it, so that a test sees what would have been carried out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
COMMAND = re.compile(r"^\s*::(?P<name>[\w-]+)(?: (?P<properties>.*?))?::(?P<data>.*)$")
OLD_COMMAND = re.compile(r"##\[(?P<name>[^\]]*)\]|##vso\[(?P<other>[^\]]*)\]", re.IGNORECASE)
FILES = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
"""Files through which a step speaks to the runner."""


@dataclass(frozen=True)
class Command:
    """A workflow command, as the runner would carry it out."""

    name: str
    properties: dict[str, str]
    data: str


@dataclass
class Done:
    """What a job did."""

    code: int = 0
    """Of the first step that failed."""
    output: str = ""
    """Standard output and error of all steps: the log."""
    steps: list[str] = field(default_factory=list)
    """Names of the steps that were run as shell."""
    actions: list[str] = field(default_factory=list)
    """The actions that were not run."""
    files: dict[str, str] = field(default_factory=dict)
    """What the steps wrote into the runner's files, by the variable that names them."""

    @property
    def commands(self) -> list[Command]:
        """The commands in the log."""
        return [command for line in re.split(r"\r\n|\r|\n", self.output) for command in carried_out(line)]

    @property
    def summary(self) -> str:
        """The job's summary."""
        return self.files["GITHUB_STEP_SUMMARY"]


@dataclass(frozen=True)
class Machine:
    """What the runner gives a job."""

    workspace: Path
    """The checkout."""
    temp: Path
    variables: dict[str, str]
    """The environment of every step, GitHub's own aside."""
    artifacts: Path
    secrets: dict[str, str] = field(default_factory=dict)
    """Of the job's environment; one that is not set is empty."""

    def run(self, workflow: Path, job: str) -> Done:
        """Run a job's steps in order; after one that fails, only those that ask to be run all the same."""
        done = Done()
        own = self.temp.parent / f"{self.temp.name}-files"
        own.mkdir(exist_ok=True)
        for name in FILES:
            (own / name).write_text("", "utf-8")
        text = workflow.read_text("utf-8")
        steps = yaml.safe_load(text)["jobs"][job]["steps"]
        known = {name: self.secrets.get(name.partition(".")[2], "") for name in re.findall(r"secrets\.\w+", text)}
        self._steps(steps, known | {"runner.temp": str(self.temp)}, own, done)
        done.files = {name: (own / name).read_text("utf-8") for name in FILES}
        return done

    def _steps(self, steps: list[dict[str, Any]], known: dict[str, str], own: Path, done: Done) -> None:
        for step in steps:
            if done.code and "cancelled()" not in step.get("if", "") and "always()" not in step.get("if", ""):
                continue
            if "run" in step:
                self._shell(step, known, own, done)
            elif step["uses"].startswith("./"):
                action = yaml.safe_load((self.workspace / step["uses"] / "action.yml").read_text("utf-8"))
                inputs = {name: str(asked.get("default", "")) for name, asked in action["inputs"].items()}
                inputs |= {name: _filled(str(value), known) for name, value in step.get("with", {}).items()}
                named = {f"inputs.{name}": value for name, value in inputs.items()}
                self._steps(action["runs"]["steps"], known | named, own, done)
            else:
                done.actions.append(step["uses"])
                if step["uses"].startswith("actions/upload-artifact@"):
                    source = Path(_filled(step["with"]["path"], known))
                    if source.is_dir():
                        shutil.copytree(source, self.artifacts / _filled(step["with"]["name"], known))

    def _shell(self, step: dict[str, Any], known: dict[str, str], own: Path, done: Done) -> None:
        assert "${{" not in step["run"], "an expression in a script is run as a part of it"
        assert step.get("shell") == "bash"
        script = own / "step.sh"
        script.write_text(step["run"], "utf-8")
        given = {name: _filled(str(value), known) for name, value in step.get("env", {}).items()}
        environment = self.variables | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            **{name: str(own / name) for name in FILES},
            **given,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        ran = subprocess.run(
            command,
            cwd=self.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        done.steps.append(step["name"])
        done.output += ran.stdout.decode("utf-8", "replace")
        done.code = done.code or ran.returncode


def _filled(text: str, known: dict[str, str]) -> str:
    """Return a text with its expressions filled in; one that is not known is an error."""
    return EXPRESSION.sub(lambda found: known[found[1]], text)


def carried_out(line: str) -> list[Command]:
    """Return the commands that the runner finds in a line of the log."""
    found = COMMAND.match(line)
    if found is None:
        return [Command(old["name"] or old["other"], {}, line) for old in OLD_COMMAND.finditer(line)]
    pairs = [pair.partition("=") for pair in (found["properties"] or "").split(",") if pair]
    return [Command(found["name"], {name.strip(): _read(value) for name, _, value in pairs}, _read(found["data"]))]


def _read(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def plain_environment() -> dict[str, str]:
    """Return the few variables that a runner's shell needs of ours."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}


def ready_venv(folder: Path, *wheels: Path) -> Path:
    """Make a virtual environment with the libraries of the one that runs the tests, and these wheels of ours.

    So the installation's own step has next to nothing to fetch.
    """
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    [libraries] = folder.glob("lib/python*/site-packages")
    (libraries / "beside.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    for wheel in wheels:
        install = ["install", "-q", "--no-deps", "--no-index", "--ignore-installed", str(wheel)]
        subprocess.run([str(folder / "bin" / "pip"), *install], check=True, capture_output=True)
    return folder
