#!/usr/bin/env bash
# Fails while anything is not approved, and says what is missing and who may give it.
set -uo pipefail
given=(--policy-from "${POLICY_FROM:-origin/$BASE}")
[ -z "${AUTHOR:-}" ] || given+=(--author "$AUTHOR")
"$RUNNER_TEMP/manikin/bin/manikin" status "$SPECS" --exit-code --details "${given[@]}"
