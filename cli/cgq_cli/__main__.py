"""`python -m cgq_cli` is `cgq`."""

from cgq_cli.main import run

run()
