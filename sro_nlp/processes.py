"""Cores, and worker processes: how they find this package, their end with every program they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def worker_environment() -> dict[str, str]:
    """The environment in which a worker process finds this package."""
    environment = dict(os.environ)
    root = Path(__file__).parents[1]
    if root.name not in ("site-packages", "dist-packages"):  # a checkout: the interpreter does not know it by itself
        inherited = os.environ.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([str(root), inherited] if inherited else [str(root)])
    return environment


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the session that a worker leads: tesseract and LibreOffice are in it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # all gone already (macOS says PermissionError for a dead leader)
        return


def close_pipes(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes to and from a worker, dead or alive."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue


def reap(process: subprocess.Popen[bytes]) -> int:
    """Wait for a dead worker; its peak memory in bytes, 0 where the system does not say."""
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:
        process.wait()
        return 0
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
