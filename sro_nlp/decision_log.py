"""The log of decisions: append-only, each entry holding the hash of the one before.

An entry is a JSON object; its `hash` is the SHA-256 of the object without it, as UTF-8 JSON with sorted keys and no
blanks. The first entry's `previous` is 64 zeros. Whoever knows the hash of the last entry (every reviewed report
states it) can tell whether anything was changed, taken out or cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from sro_nlp.decisions import KINDS, Decision
from sro_nlp.errors import SroError

LOG_SCHEMA = "sro-nlp/log/1"
START = "0" * 64
_FIELDS = {field.name for field in fields(Decision)}


class BrokenLog(SroError):
    """A log of decisions is not what was written; names the entry."""


def seal(decision: Decision, document: str, previous: str) -> dict[str, Any]:
    """The entry of a decision.

    Args:
        decision: what was decided.
        document: SHA-256 of the document.
        previous: hash of the entry before, `START` for the first.
    """
    entry: dict[str, Any] = {**asdict(decision), "document": document, "previous": previous}
    return {**entry, "hash": entry_hash(entry)}


def entry_hash(entry: dict[str, Any]) -> str:
    """The hash that belongs to an entry."""
    bare = {key: value for key, value in entry.items() if key != "hash"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def decision_of(entry: dict[str, Any]) -> Decision:
    """The decision of an entry."""
    return Decision(**{key: value for key, value in entry.items() if key in _FIELDS})


def export_log(name: str, document: str, entries: Sequence[dict[str, Any]]) -> str:
    """A log as JSON, which `verify_log` checks."""
    head = entries[-1]["hash"] if entries else START
    whole = {"schema": LOG_SCHEMA, "name": name, "document": document, "head": head, "entries": list(entries)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def verify_log(text: str, head: str | None = None) -> tuple[int, str]:
    """Check an exported log.

    Args:
        text: the JSON.
        head: the hash of the last entry as a report states it (its beginning is enough).

    Returns:
        The number of entries and the hash of the last.

    Raises:
        BrokenLog: it is no log, or an entry was changed, taken out, put in, or cut off.
    """
    try:
        log = json.loads(text)
    except ValueError as error:
        raise BrokenLog(f"this is not a log of decisions: not valid JSON ({error})") from error
    if not isinstance(log, dict) or log.get("schema") != LOG_SCHEMA or not isinstance(log.get("entries"), list):
        raise BrokenLog("this is not a log of decisions: export one at the desk")
    previous = START
    for number, entry in enumerate(log["entries"], 1):
        _check(entry, number, previous, log.get("document"))
        previous = entry["hash"]
    if log.get("head") != previous:
        raise BrokenLog("entries were cut off at the end: the last one is not the one that the log names")
    if head is not None and not (len(head) >= 8 and previous.startswith(head.rstrip("…").lower())):
        raise BrokenLog(f"the last entry is {previous[:16]}…, not {head}: entries were added or cut off since")
    return len(log["entries"]), previous


def _check(entry: Any, number: int, previous: str, document: Any) -> None:
    if not isinstance(entry, dict) or set(entry) != _FIELDS | {"document", "previous", "hash"}:
        raise BrokenLog(f"entry {number} is not an entry of a log")
    if entry["hash"] != entry_hash(entry):
        raise BrokenLog(f"entry {number} was changed after it was written")
    if entry["previous"] != previous or entry["number"] != number:
        raise BrokenLog(f"entry {number} does not follow the one before it: an entry was taken out, put in or moved")
    if entry["document"] != document or entry["kind"] not in KINDS:
        raise BrokenLog(f"entry {number} is about another document")
