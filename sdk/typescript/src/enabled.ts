const off = new Set(["0", "false", "no", "n", "off"]);

// What the program said, if it did; one per process, like the environment it overrules.
const choice: { value: boolean | undefined } = { value: undefined };

/** Whether `init` records: true unless switched off by `setEnabled(false)` or `RUNICORN_ON=0`. */
export function isEnabled(): boolean {
  return choice.value ?? !off.has((process.env["RUNICORN_ON"] ?? "").trim().toLowerCase());
}

/** Switches recording on or off for the runs that are begun from now on. */
export function setEnabled(value: boolean): void {
  choice.value = value;
}

/** Lets RUNICORN_ON decide again. */
export function resetEnabled(): void {
  choice.value = undefined;
}
