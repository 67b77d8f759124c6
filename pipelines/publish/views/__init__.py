"""Views: sheets that are worked out from published figures and the consortium's settings alone.

Here belong comparisons with earlier releases, shares, what stands beside agreements, and the map.
A view reads flat files as a reader has them, so that it can tell nothing that they do not; the
inspection works each out again from the files of the publication. No view counts anything.
"""
