#!/usr/bin/env bash
# Makes comments and review pages and posts the comments as notes, with MANIKIN_TOKEN, a project access token.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python3 "$here/review.py" --manikin "${MANIKIN:-/tmp/venv/bin/manikin}" --specs "$MANIKIN_SPECS" --out review \
    --policy-from "origin/$CI_DEFAULT_BRANCH" --author "$GITLAB_USER_LOGIN" \
    --page "review/pages/{dataset}.html among the artefacts of this pipeline" &&
    python3 "$here/post.py" gitlab review
