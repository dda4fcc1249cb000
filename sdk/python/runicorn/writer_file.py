"""`.writer.json`: the one process that owns a run."""

from __future__ import annotations

import os
import time
from typing import Any

from .json_file import json_bytes, read_json, replace_json, write_new_file
from .process_identity import identity, is_alive

FILE = ".writer.json"
# A writer that cannot be asked (another host or container) counts as alive this long after its last sign of life.
SILENCE_SECONDS = 60.0
# Nobody needs longer than this between the two steps of a take-over; an older marker is left from a crash.
TAKE_OVER_SECONDS = 10.0


def new_writer() -> dict[str, Any]:
    """The document by which this process claims a run."""
    return {**identity(), "nonce": os.urandom(16).hex()}


def claim_run(directory: str, writer: dict[str, Any]) -> bool:
    """Become the writer of an existing run. False while another living process is. Raises OSError."""
    path = os.path.join(directory, FILE)
    if not os.path.lexists(path) and _create(path, writer):
        return True
    holder = read_json(path)
    if holder_is_alive(directory, holder):
        return False
    return _take_over(path, holder, writer)


def release_run(directory: str, writer: dict[str, Any]) -> None:
    """Give the run back, if it is still ours. Raises OSError."""
    path = os.path.join(directory, FILE)
    if read_json(path).get("nonce") == writer["nonce"]:
        os.unlink(path)


def holder_is_alive(directory: str, holder: dict[str, Any]) -> bool:
    """Whether the process that a `.writer.json` names still runs, as far as can be told from here."""
    me = identity()
    pid = holder.get("pid")
    if holder.get("host") == me["host"] and isinstance(pid, int) and os.name != "nt":
        if holder.get("boot_id") != me["boot_id"]:
            return False
        if holder.get("pid_namespace") == me["pid_namespace"]:
            return is_alive(pid, holder.get("process_start"))
    return time.time() - _last_sign_of_life(directory) < SILENCE_SECONDS


def _create(path: str, writer: dict[str, Any]) -> bool:
    # Written elsewhere first and linked into place, so that nobody ever reads half of it.
    draft = "{}.{}".format(path, writer["nonce"])
    write_new_file(draft, json_bytes(writer))
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:
        # No hard links on this file system.
        return _create_in_place(path, writer)
    finally:
        os.unlink(draft)
    return True


def _create_in_place(path: str, writer: dict[str, Any]) -> bool:
    try:
        write_new_file(path, json_bytes(writer))
    except FileExistsError:
        return False
    return True


def _take_over(path: str, holder: dict[str, Any], writer: dict[str, Any]) -> bool:
    # Of several processes that found the same holder dead, the one that creates the marker goes on;
    # the nonce is compared again below it, because the winner may already have come and gone.
    marker = path + ".take-over"
    try:
        if time.time() - os.stat(marker).st_mtime > TAKE_OVER_SECONDS:
            os.unlink(marker)
    except FileNotFoundError:
        pass
    if not _create(marker, writer):
        return False
    try:
        if read_json(path).get("nonce") != holder.get("nonce"):
            return False
        replace_json(path, writer)
        return True
    finally:
        os.unlink(marker)


def _last_sign_of_life(directory: str) -> float:
    beat = read_json(os.path.join(directory, "status.json")).get("heartbeat_at")
    seen = float(beat) if isinstance(beat, (int, float)) else 0.0
    try:
        return max(seen, os.stat(os.path.join(directory, "events.jsonl")).st_mtime)
    except OSError:
        return seen
