export type LogLevel = "error" | "warn" | "info" | "debug";

/** What a line of the log says besides its message, such as which request it is about. */
export type LogFields = Readonly<Record<string, string | number>>;

/** Where a server tells what its callers need not know. No secret goes in there, and no address with its query. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** The same log with some fields in every line. */
export function logWith(log: Log, always: LogFields): Log {
  return (level, message, fields) => log(level, message, { ...fields, ...always });
}
