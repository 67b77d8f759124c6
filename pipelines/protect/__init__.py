"""Protection: complementary suppression over all linked figures and everything ever released.

Belongs here: deciding what is withheld, and proving it while deciding. Does not belong here:
counting, wording, and the audit, which is other code on purpose.
"""

from pipelines.protect.frozen import FROZEN_COLUMNS, Frozen, nothing_frozen
from pipelines.protect.outcome import PATTERN_COLUMNS, Protection
from pipelines.protect.protection import protect

__all__ = [
    "FROZEN_COLUMNS",
    "PATTERN_COLUMNS",
    "Frozen",
    "Protection",
    "nothing_frozen",
    "protect",
]
