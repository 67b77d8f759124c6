"""The only place that imports dagster: assets, resources, checks, schedules, sensors.

Belongs here: when things run and what Dagster is told (counts, codes, versions).
Does not belong here: how anything is done. No `from __future__ import annotations` in this
package: Dagster reads the annotations of its functions.
"""
