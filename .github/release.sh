#!/usr/bin/env bash
# Builds a release and looks it over: release.sh v1.2.3 FOLDER. The tag must be the package's version, and the CHANGELOG must
# have a section for it; the wheel must be installable and give the learners' repository that the checkout gives.
set -euo pipefail
cd "$(dirname "$0")/.."

tag=$1 out=$2
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' grader/smol_grade/__init__.py)
if [ "$tag" != "v$version" ]; then
    echo "The tag is $tag, and grader/smol_grade/__init__.py says $version." >&2
    exit 2
fi
section=$(awk -v heading="## $version - " 'index($0, "## ") == 1 { told = index($0, heading) == 1 } told && /^- /' CHANGELOG.md)
if [ -z "$section" ]; then
    echo "CHANGELOG.md has no section \"## $version - DATE\" that says what it brings." >&2
    exit 2
fi

venv=$out.venv
mkdir -p "$out"
python3 -I -m venv "$venv"
"$venv/bin/pip" install --quiet -c constraints.txt build hatchling
"$venv/bin/python" -I -m build --no-isolation --outdir "$out" .

# a checkout without the source, in which only the wheel can answer
"$venv/bin/pip" install --quiet -c constraints.txt "$out/smol_grade-$version-py3-none-any.whl"
cd "$out.venv"
[ "$(bin/smol-grade --version)" = "smol-grade $version" ]
bin/smol-grade demo > /dev/null
ls -l "$out"
