import { readFileSync } from "node:fs";
import path from "node:path";

/** A credential of a public format with a generated body, put together from the pieces it is kept in. */
export interface Secret {
  readonly name: string;
  /** What must not be found anywhere. */
  readonly value: string;
  /** The secret in what it is found in: after its variable, in its URL. */
  readonly text: string;
}

interface Stored {
  name: string;
  parts?: string[];
  lines?: string[][];
  variable?: string;
  lead?: string;
  tail?: string;
}

interface Corpus {
  secrets: Stored[];
  names: { innocent: string[]; perhaps: string[]; likely: string[]; sure: string[] };
  places: string[];
  innocent: string[];
}

const file = path.resolve(import.meta.dirname, "../../fixtures/redaction/corpus.json");
/** What redaction is measured by. */
export const corpus = JSON.parse(readFileSync(file, "utf8")) as Corpus;

export const secrets: readonly Secret[] = corpus.secrets.map((stored) => {
  const lines = stored.lines ?? [stored.parts ?? []];
  const value = lines.map((parts) => parts.join("")).join("\n");
  const text = `${stored.lead ?? ""}${value}${stored.tail ?? ""}`;
  return {
    name: stored.name,
    value,
    text: stored.variable === undefined ? text : `${stored.variable}=${text}`,
  };
});

/** What of a secret must not be found: a key in armour also not line by line. */
export function tracesOf(secret: Secret): string[] {
  return secret.value.split("\n").filter((line) => !line.startsWith("-----"));
}
