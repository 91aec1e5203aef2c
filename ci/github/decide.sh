#!/usr/bin/env bash
# Hands the job's key over in a file that is gone when the job ends.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
key=$(mktemp "$RUNNER_TEMP/key.XXXXXXXX")
trap 'rm -f "$key"' EXIT
chmod 600 "$key"
printf '%s\n' "$MANIKIN_RECORDER_KEY" >"$key"
unset MANIKIN_RECORDER_KEY
python3 "$here/decide.py" --manikin "$RUNNER_TEMP/manikin/bin/manikin" --specs "$SPECS" --key "$key" \
    --work "$(mktemp -d "$RUNNER_TEMP/decide.XXXXXXXX")"
