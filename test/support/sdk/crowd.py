"""Many log to one run at once; says on stdout what it was told. Arguments: the store's root, how, records of each."""

import json
import os
import sys
import threading

import runicorn as rn

root, how, each = sys.argv[1], sys.argv[2], int(sys.argv[3])


def work(run, who):
    for turn in range(each):
        run.log({"who": who, "turn": turn, "text": "x" * (37 * turn % 6000)})


def threads(run):
    workers = [threading.Thread(target=work, args=(run, who)) for who in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def processes(run):
    children = []
    for who in range(4):
        pid = os.fork()
        if pid == 0:
            work(run, who)
            os._exit(0 if run.dropped_records == 0 else 1)
        children.append(pid)
    for pid in children:
        assert os.waitpid(pid, 0)[1] == 0


def fork_in_the_middle(run):
    """A fork while eight threads log, as a DataLoader does it; the child logs and leaves like any program."""
    workers = [threading.Thread(target=work, args=(run, who)) for who in range(8)]
    for worker in workers:
        worker.start()
    children = []
    for who in range(8, 12):
        pid = os.fork()
        if pid == 0:
            work(run, who)
            sys.exit(0)
        children.append(pid)
    for worker in workers:
        worker.join()
    for pid in children:
        assert os.waitpid(pid, 0)[1] == 0


options = {"ranks": "all", "run_id": "20260101_120000_ranks0"} if how == "ranks" else {}
run = rn.init(project="crowd", storage=root, **options)
if how == "ranks":
    work(run, int(os.environ["RANK"]))
else:
    {"threads": threads, "processes": processes, "fork": fork_in_the_middle}[how](run)
run.finish()
print(json.dumps({"directory": run.run_dir, "dropped": run.dropped_records}))
