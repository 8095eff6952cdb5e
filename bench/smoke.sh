#!/bin/sh
# Build the wheel, install it where nothing else is, and use it as a person would.
# usage: smoke.sh PYTHON (one that has pip)
set -eu
python=$1
here=$(cd "$(dirname "$0")/.." && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"$python" -m pip --quiet wheel --no-deps --wheel-dir "$room/wheel" "$here"
"$python" -m venv "$room/venv"
"$room/venv/bin/python" -m pip --quiet --disable-pip-version-check install \
  --constraint "$here/constraints.txt" "$room"/wheel/*.whl
cd "$room"
venv/bin/cgq --version
venv/bin/cgq demo --dir "$room/demo"
venv/bin/cgq doctor --db "$room/demo/cgq.db"
