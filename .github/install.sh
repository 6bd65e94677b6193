#!/usr/bin/env bash
# Installs this checkout with the extras that are named ($1) and the pinned versions into $RUNNER_TEMP/venv.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$RUNNER_TEMP/venv
cpu_builds=${TORCH_INDEX-https://download.pytorch.org/whl/cpu}
if [ ! -x "$venv/bin/python" ]; then
    python3 -I -m venv "$venv"
fi
case ",$1," in
    *,operator,* | *,train,* | *,evaluate,*)
        if [ -n "$cpu_builds" ] && ! "$venv/bin/python" -I -c 'import torch' 2>/dev/null; then
            "$venv/bin/pip" install --quiet --retries 1 --index-url "$cpu_builds" "$(sed -n '/^torch==/p' constraints.txt)" ||
                echo "The small build of torch could not be had; the usual one comes instead."
        fi
        ;;
esac
"$venv/bin/pip" install --quiet -c constraints.txt ".[$1]"
