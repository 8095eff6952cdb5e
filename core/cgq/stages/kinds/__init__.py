"""The kinds of job of cgq: every module here is one, named like it (see stages/stage.py)."""
