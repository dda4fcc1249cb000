/** Where an environment comes from. */
export type EnvironmentType =
  | "system"
  | "conda"
  | "virtualenv"
  | "venv"
  | "uv"
  | "pyenv"
  | "poetry";

/** A Python on another machine, and the Runicorn a script run by it would record with. */
export interface Environment {
  /** Unlike all others of the machine. */
  readonly name: string;
  readonly type: EnvironmentType;
  /** Of its Python. */
  readonly path: string;
  /** Null where it was not run, as is the rest. */
  readonly pythonVersion: string | null;
  readonly runicornVersion: string | null;
  /** Where a script begun in the home folder records to; null where Runicorn is not installed. */
  readonly storageRoot: string | null;
  /** The one a person begins in who logs in there. */
  readonly isDefault: boolean;
  /** Why it was not run, as a sentence; null where it was. */
  readonly refused: string | null;
}
