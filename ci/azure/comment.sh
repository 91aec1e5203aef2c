#!/usr/bin/env bash
# Makes comments and review pages and posts the comments on the request. It never fails a job.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out="$AGENT_TEMPDIRECTORY/review"
python3 "$here/review.py" --manikin "$AGENT_TEMPDIRECTORY/manikin/bin/manikin" --specs "$SPECS" --out "$out" \
    --policy-from "origin/$BRANCH" --author "$BUILD_REQUESTEDFOR" \
    --page "pages/{dataset}.html in the artefact review of this run" || exit 0
MANIKIN_SUMMARY="$AGENT_TEMPDIRECTORY/summary.md"
export MANIKIN_SUMMARY
python3 "$here/post.py" azure "$out"
# A summary that was written is shown on the run's page.
[ ! -f "$MANIKIN_SUMMARY" ] || printf '##vso[task.uploadsummary]%s\n' "$MANIKIN_SUMMARY"
