import path from "node:path";

/** One of the two SDKs, as a program of the test bed that drives it. */
export interface Sdk {
  readonly name: "python" | "typescript";
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
  /** The program of that name beside this file. */
  program(name: string): string;
}

const here = import.meta.dirname;
const repository = path.resolve(here, "../../..");

/** The environment of a program that uses an SDK: nothing of it is registered for the person at this machine. */
export const sdkEnv: NodeJS.ProcessEnv = {
  ...process.env,
  RUNICORN_NO_REGISTER: "1",
  RUNICORN_DIR: undefined,
  RUNICORN_ON: undefined,
  PYTHONPATH: path.join(repository, "sdk/python"),
  PYTHONDONTWRITEBYTECODE: "1",
};

export const sdks: readonly Sdk[] = [
  {
    name: "python",
    command: process.env["PYTHON"] ?? "python3",
    env: sdkEnv,
    program: (name) => path.join(here, `${snakeCase(name)}.py`),
  },
  {
    name: "typescript",
    command: process.execPath,
    env: sdkEnv,
    program: (name) => path.join(here, `${name}.ts`),
  },
];

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
