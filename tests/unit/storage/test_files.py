"""Two processes may write the same file at the same moment; neither gets in the other's way."""

from __future__ import annotations

import subprocess
import sys

WRITE = """
import sys
from pathlib import Path
from pipelines.storage.files import write_file
for _ in range(150):
    write_file(Path(sys.argv[1]), b"the same content")
"""


def test_the_same_file_is_written_by_several_processes_at_once(tmp_path):
    path = tmp_path / "cells" / "ab12.parquet"
    command = [sys.executable, "-c", WRITE, str(path)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [one.communicate()[1] for one in running] == [b"", b""]
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert path.read_bytes() == b"the same content"
