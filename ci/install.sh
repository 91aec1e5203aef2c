#!/usr/bin/env bash
# Installs manikin from this checkout into a folder of its own, with every dependency pinned by its hash.
#   ci/install.sh FOLDER
set -euo pipefail
venv=$(mkdir -p "$1" && cd "$1" && pwd)
# From here, never from the folder of the request: Python would import what lies beside it.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python3 -m venv "$venv"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet)
"${pip[@]}" install --require-hashes --requirement requirements.lock
"${pip[@]}" install --no-deps --no-build-isolation .
"$venv/bin/manikin" --help >/dev/null
