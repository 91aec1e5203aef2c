"""What may be said of people: policies, and the judgement of any specification against them.

Has no access to data. Shared by those who summarise data and by those who judge what was written.
"""

from manikin.disclosure.policy import POLICIES, RULE_BOOKS, Policy, policy, tightened

__all__ = ["POLICIES", "RULE_BOOKS", "Policy", "policy", "tightened"]
