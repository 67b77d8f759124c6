"""A fictitious consortium: seeded, readable, with everything that real partners do to their files.

It makes the partners' files, when each arrives, and the truth that a right pipeline counts. No
person, agency or number in it is real; the counties are.
"""

from __future__ import annotations

from sample_data.delivery import Delivery, deliveries, truth, write_truth
from sample_data.home import write_consortium

__all__ = ["Delivery", "deliveries", "truth", "write_consortium", "write_truth"]
