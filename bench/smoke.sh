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
# Nothing of the extra is installed here: a Hangul document says what to install, and costs nothing else.
if said=$(venv/bin/cgq extract "$here/sample_data/forms/sw1-ko.hwp" 2>&1); then
  echo "a Hangul document was read without a converter" >&2
  exit 1
fi
case $said in
  *converter_missing*"install hwp-ingest=="*) echo "$said" ;;
  *) echo "it does not say what to install: $said" >&2; exit 1 ;;
esac
