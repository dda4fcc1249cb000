"""Which of several processes of one training this is."""

from __future__ import annotations

import os
from typing import NamedTuple


class Rank(NamedTuple):
    """A process's place among those of its training. `world_size` is how many there are."""

    rank: int
    world_size: int
    local_rank: int
    launcher: str | None

    def suffix(self, ranks: str) -> str:
        """What the names of this process's own files have before their extension, where `ranks` is "all"."""
        return f".rank{self.rank}" if ranks == "all" and self.world_size > 1 else ""


# A process that belongs to no other.
ALONE = Rank(0, 1, 0, None)

# Launchers with the variables that hold rank, world size and rank within the machine.
_LAUNCHERS = (
    ("torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK"),
    ("openmpi", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"),
    ("mpi", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"),
    ("slurm", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"),
)


# More processes than a machine has, to tell those of several machines apart.
_UNKNOWN_LOCAL_SIZE = 1024


def rank_of_process() -> Rank:
    """What torchrun, accelerate, Open MPI, MPICH, SLURM or Lightning said; rank 0 of 1 where none of them started us."""
    for launcher, *names in _LAUNCHERS:
        rank, world_size = _number(names[0]), _number(names[1])
        # Every process of a SLURM allocation has these variables; a single task is nobody's rank.
        if rank is not None and world_size is not None and world_size > 1 and rank < world_size:
            return Rank(rank, world_size, _number(names[2]) or 0, launcher)
    return _rank_within_machine()


def _rank_within_machine() -> Rank:
    """Of a process that Lightning started: it knows its machine and its place there."""
    local_rank, node_rank = _number("LOCAL_RANK"), _number("NODE_RANK") or 0
    world_size = _number("WORLD_SIZE") or 1
    # Some other launcher says that there is one process only.
    is_only = _number("RANK") == 0 and _number("WORLD_SIZE") == 1
    if local_rank is None or is_only:
        return ALONE
    # Without the size of a machine the number is not exact, but nobody else's.
    rank = node_rank * (_number("LOCAL_WORLD_SIZE") or _UNKNOWN_LOCAL_SIZE) + local_rank
    if rank == 0 and world_size == 1:
        return ALONE
    return Rank(rank, max(world_size, rank + 1), local_rank, "lightning")


def _number(name: str) -> int | None:
    text = os.environ.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
