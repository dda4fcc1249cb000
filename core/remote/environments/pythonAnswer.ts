import * as z from "zod";

/** What a Python tells of itself, in words of its own. */
export interface PythonAnswer {
  readonly version: string;
  /** The folder it is installed in, or its virtual environment, without links. */
  readonly prefix: string;
  readonly executable: string;
  readonly kind: "base" | "conda" | "uv" | "virtualenv" | "venv" | "";
  readonly runicornVersion: string;
  /** `RUNICORN_DIR` as conda sets it for this environment. */
  readonly root: string;
}

const Fields = z.tuple([
  z
    .string()
    .max(50, { abort: true })
    .regex(/^3\.\d+\.\d+[\w.+~-]*$/),
  z.string().startsWith("/"),
  z.string().startsWith("/"),
  z.enum(["base", "conda", "uv", "virtualenv", "venv", ""]),
  z.string().max(100), // Runicorn
  z.string(),
]);

/** Undefined for what no Python 3 says. */
export function pythonAnswer(hex: string): PythonAnswer | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const fields = hex
      .split(" ")
      .map((field) => decoder.decode(Buffer.from(field.slice(1), "hex")));
    const [version, prefix, executable, kind, runicornVersion, root] = Fields.parse(fields);
    return { version, prefix, executable, kind, runicornVersion, root };
  } catch {
    return undefined;
  }
}
