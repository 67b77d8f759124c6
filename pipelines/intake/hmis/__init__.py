"""HMIS CSV exports of four data standards read as stays and bed nights."""
