"""Protection: complementary suppression over all linked figures and everything ever released.

Belongs here: deciding what is withheld, and proving it while deciding. Does not belong here:
counting, wording, and the audit, which is other code on purpose.
"""

from pipelines.protect.protection import (
    FROZEN_COLUMNS,
    PATTERN_COLUMNS,
    Protection,
    empty_frozen,
    protect,
)

__all__ = ["FROZEN_COLUMNS", "PATTERN_COLUMNS", "Protection", "empty_frozen", "protect"]
