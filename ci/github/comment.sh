#!/usr/bin/env bash
# Makes comments and review pages and posts them. It never fails a job: whether a request may be merged is the gate's business.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
manikin="$RUNNER_TEMP/manikin/bin/manikin"
out="$RUNNER_TEMP/review"
given=(--manikin "$manikin" --specs "$SPECS" --out "$out" --policy-from "${POLICY_FROM:-origin/$BASE}" --author "$AUTHOR"
    --page "{dataset}.html in the artefact review of this run")

if [ -n "${MANIKIN_RECORDER_KEY:-}" ]; then
    key=$(mktemp "$RUNNER_TEMP/key.XXXXXXXX")
    trap 'rm -f "$key"' EXIT
    chmod 600 "$key"
    printf '%s\n' "$MANIKIN_RECORDER_KEY" >"$key"
    given+=(--key "$key" --request "$MANIKIN_REQUEST" --head "$HEAD")
fi
unset MANIKIN_RECORDER_KEY

python3 "$here/review.py" "${given[@]}" || exit 0
python3 "$here/post.py" github "$out" || true
