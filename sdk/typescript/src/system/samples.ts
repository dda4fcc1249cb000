/** Values by key; what is not known is undefined or absent. */
export type Values = Record<string, number | undefined>;

/** Takes the time in seconds of a clock that only goes forward, gives values. */
export type Source = (now: number) => Values;

export const mib = 1024 * 1024;
