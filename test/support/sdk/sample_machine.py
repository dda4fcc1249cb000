"""Reads a machine, whose /proc and /sys may be elsewhere, at each line of stdin; prints what was told as JSON.

A line is a JSON object: `{"now": 1.0}` reads the cheap sources, `{"parse": "ps", "text": …, "now": …}` one program's
output, `{"sample": path}` takes a sample of the real machine.
"""

import json
import sys

from runicorn.system.amd_gpus import AmdGpus
from runicorn.system.linux_machine import LinuxMachine
from runicorn.system.mac_machine import MacProcesses, parse_ioreg
from runicorn.system.nvidia_smi import parse_nvidia_smi
from runicorn.system.process_tree import ProcessTree
from runicorn.system.rocm_smi import parse_rocm_smi
from runicorn.system.system_sampler import SystemSampler

root = sys.argv[1]
machine, tree, amd = LinuxMachine(root), ProcessTree(10, root), AmdGpus(root)
processes = MacProcesses(50, 4)
samplers = {}
parsers = {
    "ps": processes.parse,
    "ioreg": parse_ioreg,
    "nvidia-smi": parse_nvidia_smi,
    "rocm-smi": parse_rocm_smi,
}
for line in sys.stdin:
    order = json.loads(line)
    if "parse" in order:
        answer = parsers[order["parse"]](order["text"], order["now"])
    elif "sample" in order:
        path = order["sample"]
        answer = samplers.setdefault(path, SystemSampler(path)).sample()
    else:
        now = order["now"]
        answer = {**machine.read(now), **tree.read(now), **amd.read()}
    print(json.dumps(answer), flush=True)
