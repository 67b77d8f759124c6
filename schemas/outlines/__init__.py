"""Outlines of counties on a plane, for maps; each file says where it comes from."""
