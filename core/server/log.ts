type LogLevel = "error" | "warn" | "info" | "debug";

/** Where a server tells what its callers need not know. */
export type Log = (level: LogLevel, message: string) => void;
