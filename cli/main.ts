import { dispatch } from "./dispatch.ts";

async function main(): Promise<void> {
  const ending = new AbortController();
  // Once: a second Ctrl-C ends the process at once.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => ending.abort());
  }
  // A reader that went away, as in `runicorn runs list | head`, ends the command but is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 1;
    ending.abort();
  });
  // Whoever read the log may be gone before us.
  process.stderr.on("error", () => {});
  const { stdin, stdout, stderr, env } = process;
  const io = { stdin, stdout, stderr, env, cwd: process.cwd(), signal: ending.signal };
  const exitCode = await dispatch(process.argv.slice(2), io);
  process.exitCode ||= exitCode;
  // Whatever still waits for input is done waiting.
  stdin.destroy();
}

void main();
