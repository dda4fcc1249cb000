/** Whether an error is what the operating system says: no such file, no room, no right. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
