/** The index does not hold what was written into it. It must be built anew. */
export class DamagedIndexError extends Error {}
