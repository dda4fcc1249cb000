"""Runs a command on a terminal of its own. Lines of stdin are typed there; what it shows goes to stdout."""

import os
import pty
import select
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [terminal, 0]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b""
        if source == terminal and data:
            os.write(1, data)
        elif source == 0 and data:
            os.write(terminal, data)
        else:
            sources.remove(source)
os.close(terminal)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
