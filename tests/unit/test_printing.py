"""What the command line prints is what was said, whatever signs are in it."""

from __future__ import annotations

from pipelines.cli.output import table


def test_a_word_in_brackets_is_printed_and_is_no_style(capsys):
    words = ("no [mail] there", "[/bold] [red]agency[/red]", "Alder [north")
    table("A title [x]", ("Head [y]", "Two", "Three"), [words])
    said = capsys.readouterr().out
    for word in (*words, "A title [x]", "Head [y]"):
        assert word in said
