import type { RunOptions, RunResult, SshLink } from "#core/remote/ssh/sshLink.ts";

/** A machine that answers a script what a test likes: records, with tabs between the fields. */
export class AnsweringMachine implements Pick<SshLink, "run" | "ping"> {
  runs = 0;
  readonly #records: () => readonly string[];

  constructor(records: () => readonly string[]) {
    this.#records = records;
  }

  run(_: string, { input }: RunOptions = {}): Promise<RunResult> {
    this.runs += 1;
    const nonce = /begin (\w+) end/.exec(typeof input === "string" ? input : "")?.[1] ?? "";
    const lines = [...this.#records(), "end\t0"].map((line) => `${nonce}\t${line}\n`);
    const stdout = Buffer.from(lines.join("")).subarray(-8 * 1024 * 1024);
    return Promise.resolve({ code: 0, stdout, stderr: Buffer.alloc(0) });
  }

  ping(): Promise<number> {
    return Promise.resolve(1);
  }
}

/** What detect.sh says first, with some of its fields changed. */
export function machineRecord(changes: Readonly<Record<number, string>> = {}): string {
  const fields = ["machine", "Linux", "x86_64", "", "h", "u", "1", "/home/u", "/bin/sh", ""];
  for (const [index, value] of Object.entries(changes)) fields[Number(index)] = value;
  return fields.join("\t");
}
