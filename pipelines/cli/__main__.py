"""`python -m pipelines.cli`, the same as the `consortium` command."""

from pipelines.cli.app import main

main()
