"""The attacker on published files: other code on purpose, it imports nothing of protection.

Belongs here: reading releases as a recipient has them, and deriving from them what can be derived.
Does not belong here: how a pattern is chosen, and how files are made.
"""

from pipelines.audit.inside import audit_inside
from pipelines.audit.published import audit_published
from pipelines.audit.result import AuditResult, Failure

__all__ = ["AuditResult", "Failure", "audit_inside", "audit_published"]
