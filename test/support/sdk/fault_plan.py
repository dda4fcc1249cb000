"""Makes this process's file system fail as RUNICORN_TEST_FAULT says, a JSON object; import it before the SDK.

Only calls that concern files below "root" count, beginning with 1:

    {"at": n, "kill": "before" | "half" | "after"}   ends the process by SIGKILL around the n-th call; half a write
    {"at": n, "error": "EIO", "times": k}            the n-th call and the k - 1 after it fail
    {"at": n, "error": "ENOSPC", "short": true}      a write takes half of what it is given before it fails
    {"disk": bytes}                                  all files together have room for so much

`calls` holds what kind each call was; `set_clock` moves the clock that the SDK sees.
"""

import builtins
import errno
import io
import os
import signal
import threading
import time

import json

plan = json.loads(os.environ.get("RUNICORN_TEST_FAULT", "{}"))
root = os.path.realpath(plan["root"]) + os.sep if "root" in plan else None
calls = []
real = {name: getattr(os, name) for name in dir(os)}
real_open, real_time = builtins.open, time.time
lock = threading.RLock()
ours = {}
# Files that were written to since they were forced to the disk.
unsynced = set()
used = {}
extra_room = 0


def set_clock(offset):
    """From now on it is so many seconds later."""
    time.time = lambda: real_time() + offset


def make_room(more):
    """The disk is larger by so many bytes."""
    global extra_room
    extra_room = more


def is_ours(path):
    return root is not None and isinstance(path, (str, os.PathLike)) and os.path.abspath(path).startswith(root)


def around(kind, call, half=None):
    """One counted call: `call()` does it, `half()` half of it."""
    with lock:
        calls.append(kind)
        number = len(calls)
    at = plan.get("at")
    if at is not None and "kill" in plan and number == at:
        try:
            if plan["kill"] == "half" and half is not None:
                half()
            elif plan["kill"] == "after":
                call()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    if at is not None and "error" in plan and at <= number < at + plan.get("times", 1):
        code = getattr(errno, plan["error"])
        if plan.get("short") and half is not None:
            plan["at"], plan["short"] = number + 1, False
            return half()
        if kind == "close":
            call()
        raise OSError(code, os.strerror(code))
    return call()


def limited(name, size):
    """How many of `size` more bytes the disk takes."""
    if "disk" not in plan:
        return size
    room = plan["disk"] + extra_room - sum(used.values())
    taken = max(0, min(size, room))
    used[name] = used.get(name, 0) + taken
    if taken == 0 and size > 0:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return taken


def fake_open(path, flags, mode=0o777, **rest):
    if not is_ours(path):
        return real["open"](path, flags, mode, **rest)
    kind = "open" if flags & (os.O_WRONLY | os.O_RDWR) else "read"
    fd = around(kind, lambda: real["open"](path, flags, mode, **rest))
    ours[fd] = os.path.abspath(path)
    return fd


def fake_write(fd, data):
    if fd not in ours:
        return real["write"](fd, data)
    data = bytes(data)
    unsynced.add(os.path.basename(ours[fd]))
    write = lambda content: real["write"](fd, content[: limited(ours[fd], len(content))])
    return around("write", lambda: write(data), lambda: write(data[: len(data) // 2]))


def fake_close(fd):
    if ours.pop(fd, None) is None:
        return real["close"](fd)
    return around("close", lambda: real["close"](fd))


def path_call(name, kind):
    def fake(path, *rest, **options):
        if not is_ours(path):
            return real[name](path, *rest, **options)

        def call():
            result = real[name](path, *rest, **options)
            moved = used.pop(os.path.abspath(path), None)
            if moved is not None and rest and kind == "rename":
                used[os.path.abspath(rest[0])] = moved
            return result

        return around(kind, call)

    return fake


def fake_sync(name):
    def fake(fd):
        if fd not in ours:
            return real[name](fd)
        around("sync", lambda: real[name](fd))
        unsynced.discard(os.path.basename(ours[fd]))

    return fake


class WrittenFile:
    """A file made by open(), whose writes count."""

    def __init__(self, file, path):
        self._file, self._path = file, os.path.abspath(path)

    def write(self, data):
        write = lambda content: self._file.write(content[: limited(self._path, len(content))])
        return around("write", lambda: write(data), lambda: write(data[: len(data) // 2]))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


def fake_builtin_open(path, mode="r", *rest, **options):
    if not is_ours(path):
        return real_open(path, mode, *rest, **options)
    if mode in ("r", "rb"):
        return around("read", lambda: real_open(path, mode, *rest, **options))
    return WrittenFile(around("open", lambda: real_open(path, mode, *rest, **options)), path)


os.open, os.write, os.close = fake_open, fake_write, fake_close
for name in ("mkdir", "unlink", "rmdir", "rename", "replace", "link"):
    setattr(os, name, path_call(name, "rename" if name == "replace" else name))
for name in ("fsync", "fdatasync"):
    if hasattr(os, name):
        setattr(os, name, fake_sync(name))
builtins.open = io.open = fake_builtin_open
