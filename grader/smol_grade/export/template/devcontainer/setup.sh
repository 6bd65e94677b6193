#!/usr/bin/env bash
# Makes .venv with the grader and all that the exercises need. Run it again after an upgrade, or when it was interrupted.
set -euo pipefail
cd "$(dirname "$0")/.."

torch=$(sed -n 's/^torch==/torch==/p' constraints.txt)
cpu_builds=${TORCH_INDEX-https://download.pytorch.org/whl/cpu}

[ -x .venv/bin/python ] || python3 -I -m venv .venv
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "Installing the grader into .venv; torch is large, this takes a few minutes."
# the build of torch without CUDA is ten times smaller; whoever cannot reach it gets the usual one below
if [ "$(uname -s)" = Linux ] && [ -n "$cpu_builds" ] && ! .venv/bin/python -c 'import torch' 2>/dev/null; then
    .venv/bin/pip install --quiet --retries 1 --index-url "$cpu_builds" "$torch" ||
        echo "The small build of torch could not be had; the usual one comes instead."
fi
.venv/bin/pip install --quiet -c constraints.txt -r requirements.txt
.venv/bin/smol-grade --version
echo "Next: . .venv/bin/activate && smol-grade watch @FIRST@"
