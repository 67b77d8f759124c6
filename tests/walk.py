"""The guide `docs/a-month.md` as what it is: commands in order, what each prints, and pictures.

`python -m tests.walk` lives it once more, prints what the commands say, and takes the pictures
anew (LibreOffice and Poppler are needed for them, and for nothing else).
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageOps

from tests.small import (
    PARTNER,
    SERVICE_HEADINGS,
    SETTINGS,
    UNMET_HEADINGS,
    service_row,
    unmet_row,
    workbook,
)
from tests.warm import ROOT, run_warm

GUIDE = ROOT / "docs" / "a-month.md"
HOME = "two-rivers"
AGENCIES = {"alder": "Alder House", "birch": "Birch Center", "cedar": "Cedar Shelter"}
STEP = re.compile(
    r"^<!-- (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)(?:, exit code (?P<code>\d+))? -->\n"
    r"```sh\n(?P<typed>.*?)^```\n(?:```text\n(?P<printed>.*?)^```\n)?"
    r"|^<!-- picture of (?P<file>\S+), sheet (?P<sheet>[\w ]+) -->\n!\[[^\n]+\]\((?P<name>\S+)\)$",
    re.MULTILINE | re.DOTALL,
)
CUT = "..."
AS_IT_IS: Mapping[int, Mapping[str, object]] = MappingProxyType({})
WHITE, MARGIN = "white", 24
DOTS_PER_INCH = "80"


@dataclass(frozen=True)
class Typed:
    """Commands that are typed at one moment, and what they print."""

    at: str
    code: int
    commands: tuple[str, ...]
    printed: str


@dataclass(frozen=True)
class Picture:
    """The first page of a sheet, as it is printed at this place of the story."""

    file: str
    sheet: str
    name: str


def steps() -> list[Typed | Picture]:
    """The guide in order."""
    found: list[Typed | Picture] = []
    for match in STEP.finditer(GUIDE.read_text(encoding="utf-8")):
        told = match.groupdict()
        if told["file"]:
            found.append(Picture(told["file"], told["sheet"], told["name"]))
            continue
        commands = tuple(told["typed"].splitlines())
        code = int(told["code"] or 0)
        found.append(Typed(told["at"].replace(" ", "T"), code, commands, told["printed"] or ""))
    return found


def live(folder: Path) -> Iterator[tuple[Typed | Picture, str]]:
    """Do each step of the guide in `folder`; what was printed, and the codes it ended with."""
    for name, content in _files().items():
        (folder / name).write_bytes(content)
    for step in steps():
        yield step, _do(step, folder) if isinstance(step, Typed) else ""


def agrees(printed: str, said: str) -> bool:
    """Whether a guide's block is what was said; "..." is anything in a line, or any lines."""
    lines = [
        r"(?:[^\n]*\n)*?" if line.strip() == CUT else _line(line) for line in printed.splitlines()
    ]
    return re.fullmatch("".join(lines), said) is not None


def _line(line: str) -> str:
    return "[^\n]*?".join(map(re.escape, line.split(CUT))) + "\n"


def _do(step: Typed, folder: Path) -> str:
    said, code = "", 0
    environment = {**os.environ, "CONSORTIUM_HOME": HOME, "CONSORTIUM_NOW": step.at}
    for command in step.commands:
        program, *words = shlex.split(command)
        assert program == "consortium", command
        done = run_warm(words, environment, folder)
        said, code = said + done.stdout + done.stderr, done.returncode
        assert code in (0, step.code), (command, code, said)
        if words[0] == "init":
            _settle(folder / HOME)
    assert code == step.code, (step.commands, code, said)
    return "".join(f"{line.rstrip()}\n" for line in said.splitlines())


def _settle(home: Path) -> None:
    """What a coordinator writes once: who belongs to the coalition, and how their sheets look."""
    settings = home / "consortium.toml"
    key = re.search(r'^recipients = \["(.*)"\]', settings.read_text(), re.MULTILINE)
    assert key
    told = SETTINGS.format(recipient=key[1])
    settings.write_text(told.replace('["alder", "birch"]', str(list(AGENCIES)).replace("'", '"')))
    for partner, name in AGENCIES.items():
        (home / "partners" / f"{partner}.toml").write_text(PARTNER.format(name=name))


def _files() -> dict[str, bytes]:
    """What the three agencies send; Alder House's first file has three mistakes."""
    misspelled = {"Service": "safty planning"}
    return {
        "alder-april.xlsx": _book(36, 14, {3: {"Hrs": "two"}, 8: misspelled, 11: misspelled}),
        "alder-april-mended.xlsx": _book(36, 14),
        "alder-april-corrected.xlsx": _book(50, 14, {0: {"Age": 17}}),
        "birch-april.xlsx": _book(44, 0),
        "cedar-april.xlsx": _book(52, 23),
    }


def _book(
    people: int, requests: int, changed: Mapping[int, Mapping[str, object]] = AS_IT_IS
) -> bytes:
    rows = [
        service_row(
            number,
            day="2026-04-09",
            **{
                "Opened": "2026-04-02",
                "Age": (19, 24, 34, 41, 62)[number % 5],
                "Gender": "male" if number % 9 == 0 else "female",
                **changed.get(number, {}),
            },
        )
        for number in range(people)
    ]
    requested = [unmet_row("2026-04-14") for _ in range(requests)]
    return workbook(
        {
            "Services": [["Service log"], SERVICE_HEADINGS, *rows],
            "Turned away": [UNMET_HEADINGS, *requested],
        }
    )


def _take(picture: Picture, folder: Path) -> None:
    """The page as LibreOffice prints it, without its empty rim."""
    target = GUIDE.parent / picture.name
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        profile = f"-env:UserInstallation=file://{base}/profile"
        office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*office, str(folder / picture.file)], check=True, capture_output=True)
        printed = base / Path(picture.file).with_suffix(".pdf").name
        number = _page_of(picture.sheet, printed)
        page = ["-f", number, "-l", number, "-singlefile"]
        drawn = ["pdftoppm", "-png", "-r", DOTS_PER_INCH, *page, str(printed), str(base / "page")]
        subprocess.run(drawn, check=True)
        with Image.open(base / "page.png") as image:
            whole = image.convert("RGB")
    box = ImageOps.invert(whole).getbbox()
    cut = ImageOps.expand(whole.crop(box), MARGIN, WHITE)
    cut.quantize(32).save(target, optimize=True)


def _page_of(sheet: str, printed: Path) -> str:
    """By the foot of a page, which names its sheet."""
    written = ["pdftotext", "-layout", str(printed), "-"]
    told = subprocess.run(written, check=True, capture_output=True)
    pages = told.stdout.decode().split("\f")
    foot = re.compile(rf"\b{re.escape(sheet)} +Page \d+ of")
    return str(next(number for number, text in enumerate(pages, 1) if foot.search(text)))


def _main(folder: Path) -> None:
    for step, said in live(folder):
        if isinstance(step, Picture):
            _take(step, folder)
            continue
        mark = "" if agrees(step.printed, said) else "  <-- the guide says otherwise"
        sys.stdout.write("\n".join((f"\n{step.at}{mark}", *step.commands, said)))
        sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        _main(Path(sys.argv[1]) if sys.argv[1:] else Path(scratch))
