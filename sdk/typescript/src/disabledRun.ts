import { Artifact } from "./artifacts/artifact.ts";
import { plainText } from "./plain.ts";
import type { Run } from "./run.ts";
import { scratchDirectory } from "./scratchDirectory.ts";

/** The run of a training that is not recorded here: takes every call and does nothing. */
export class DisabledRun implements Run {
  readonly id: string;
  readonly path = "";
  readonly project = "";
  readonly name = "";
  readonly status = "disabled";
  readonly droppedRecords = 0;
  readonly droppedValues = 0;

  readonly #onFinish: (run: Run) => void;
  #runDir: string | undefined;

  /** `id` tells why: "disabled", or "rank3" of a process whose rank 0 records. */
  constructor(id = "disabled", onFinish: (run: Run) => void = () => undefined) {
    this.id = id;
    this.#onFinish = onFinish;
  }

  /** A temporary directory, made when it is first asked for and removed when the process ends. */
  get runDir(): string {
    return (this.#runDir ??= scratchDirectory());
  }

  log(): void {}
  logText(): void {}
  logImage(): string {
    return "";
  }
  logAudio(): string {
    return "";
  }
  logVideo(): string {
    return "";
  }
  logTable(): void {}
  logHistogram(): void {}
  defineMetric(): void {}
  alert(): void {}
  summary(): void {}
  setPrimaryMetric(): void {}
  logArtifact(): number {
    return 0;
  }
  useArtifact(name: string, type?: string): Artifact {
    const artifact = plainText(name).replace(/:.*/s, "");
    return new Artifact(artifact, type === undefined ? {} : { type });
  }
  fork(): Run {
    return this;
  }
  flush(): void {}
  onEnvironment(): void {}
  finish(): void {
    this.#onFinish(this);
  }
  [Symbol.dispose](): void {
    this.finish();
  }
}
