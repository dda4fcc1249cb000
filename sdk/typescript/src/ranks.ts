/** A process's place among those of its training. */
export interface Rank {
  readonly rank: number;
  /** How many there are. */
  readonly worldSize: number;
  readonly localRank: number;
  /** What started them; null where nobody did. */
  readonly launcher: string | null;
}

/** A process that belongs to no other. */
export const alone: Rank = { rank: 0, worldSize: 1, localRank: 0, launcher: null };

// Launchers with the variables that hold rank, world size and rank within the machine.
const launchers = [
  ["torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK"],
  ["openmpi", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"],
  ["mpi", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"],
  ["slurm", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"],
] as const;

// More processes than a machine has, to tell those of several machines apart.
const unknownLocalSize = 1024;

/** What torchrun, accelerate, Open MPI, MPICH, SLURM or Lightning said; rank 0 of 1 where none of them started us. */
export function rankOfProcess(): Rank {
  for (const [launcher, rankName, sizeName, localName] of launchers) {
    const [rank, worldSize] = [number(rankName), number(sizeName)];
    // Every process of a SLURM allocation has these variables; a single task is nobody's rank.
    if (rank !== undefined && worldSize !== undefined && worldSize > 1 && rank < worldSize) {
      return { rank, worldSize, localRank: number(localName) ?? 0, launcher };
    }
  }
  return rankWithinMachine();
}

/** Of a process that Lightning started: it knows its machine and its place there. */
function rankWithinMachine(): Rank {
  const localRank = number("LOCAL_RANK");
  // Some other launcher says that there is one process only.
  const isOnly = number("RANK") === 0 && number("WORLD_SIZE") === 1;
  if (localRank === undefined || isOnly) return alone;
  const worldSize = number("WORLD_SIZE") ?? 1;
  // Without the size of a machine the number is not exact, but nobody else's.
  const localSize = number("LOCAL_WORLD_SIZE") || unknownLocalSize;
  const rank = (number("NODE_RANK") ?? 0) * localSize + localRank;
  if (rank === 0 && worldSize <= 1) return alone;
  return { rank, worldSize: Math.max(worldSize, rank + 1), localRank, launcher: "lightning" };
}

function number(name: string): number | undefined {
  const text = (process.env[name] ?? "").trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
