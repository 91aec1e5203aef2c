"""The JSON Schemas that others may use, all built from the code that obeys them."""

from __future__ import annotations

from typing import Any

from manikin import manifest, report
from manikin.coverage.record import SCHEMA as COVERAGE
from manikin.derive import draft, stated
from manikin.disclosure.organisation import SCHEMA as POLICY
from manikin.release import answer, hearing, posted, state
from manikin.release.schema import SCHEMA as DECISION
from manikin.review.diff.machine import SCHEMA as DIFF
from manikin.review.published import with_scopes
from manikin.spec import schema as spec_schema
from manikin.verify.schema import SCHEMA as VERIFICATION


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return every published schema by name."""
    return {
        "spec": with_scopes(spec_schema.schema()),
        "derivation": dict(draft.SCHEMA),
        "fragment": spec_schema.fragment(),
        "policy": POLICY,
        "keys": dict(stated.SCHEMA),
        "decision": DECISION,
        "answer": dict(answer.SCHEMA),
        "status": dict(state.SCHEMA),
        "posted": posted.SCHEMA,
        "heard": dict(hearing.SCHEMA),
        "manifest": manifest.SCHEMA,
        "coverage": COVERAGE,
        "diff": DIFF,
        "problems": report.PROBLEMS_SCHEMA,
        "verification": VERIFICATION,
    }
