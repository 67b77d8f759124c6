"""XML read as a stream: UTF-8 only, well formed to its end, never with a document type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from pipelines.intake.sandbox.refusal import Reason, RefusedFile

Element = tuple[str, dict[str, str]]
PIECE = 1 << 16
ENCODINGS = ("utf-8", "utf8", "us-ascii")


class _LocalNames(dict[str, str]):
    """Names without their prefix, each worked out once."""

    def __missing__(self, name: str) -> str:
        """Work it out."""
        return self.setdefault(name, name.rpartition(":")[2])


def scan(chunks: Iterable[bytes]) -> None:
    """Read a part to its end; RefusedFile if it is not plain, well-formed UTF-8 XML."""
    parser = _plain_parser()
    for _ in _fed(parser, chunks):
        pass


def pieces(data: bytes) -> Iterator[bytes]:
    """A part already in memory, piece by piece, so that its events never stand there at once."""
    return (data[start : start + PIECE] for start in range(0, len(data), PIECE))


def events(chunks: Iterable[bytes], *, ends: bool = False) -> Iterator[Element | str]:
    """Elements as they begin, by local name with attributes, and the text between them.

    Text may come in pieces. The caller follows one flat stream, which is far quicker than one
    call for each cell. With `ends`, the end of an element is one too, its name after a slash.
    """
    found: list[Element | str] = []
    names = _LocalNames()
    parser = _plain_parser()
    parser.StartElementHandler = lambda name, attributes: found.append((names[name], attributes))
    parser.CharacterDataHandler = found.append
    parser.StartCdataSectionHandler = _refuse_cdata
    if ends:
        parser.EndElementHandler = lambda name: found.append(("/" + names[name], {}))
    for _ in _fed(parser, chunks):
        yield from found
        found.clear()


def _plain_parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    return parser


def _fed(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> Iterator[None]:
    for chunk in chunks:
        if b"\0" in chunk:  # another encoding, or something that is no text
            raise RefusedFile(Reason.DAMAGED)
        _feed(parser, chunk, is_last=False)
        yield
    _feed(parser, b"", is_last=True)
    yield


def _feed(parser: expat.XMLParserType, chunk: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(chunk, is_last)
    except (expat.ExpatError, UnicodeError):
        raise RefusedFile(Reason.DAMAGED) from None


def _refuse_doctype(*_: object) -> None:
    raise RefusedFile(Reason.DOCTYPE)


def _refuse_cdata() -> None:
    """The reader drops such text without a word; spreadsheet programs write none."""
    raise RefusedFile(Reason.LYING_ARCHIVE)


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.casefold() not in ENCODINGS:
        raise RefusedFile(Reason.DAMAGED)
