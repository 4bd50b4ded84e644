"""The command line: one short function a command, nothing decided here."""

from sro_nlp.cli.app import main

__all__ = ["main"]
