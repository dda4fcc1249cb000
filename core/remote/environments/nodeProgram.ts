import * as z from "zod";

import type { ScriptRecord } from "../script/parseReply.ts";
import { recordsOf } from "./recordsOf.ts";

/** A Node on another machine that can run the viewer. */
export interface NodeProgram {
  readonly path: string;
  readonly version: string;
  /** The Node-API it has. */
  readonly napi: number;
  /** As `process.arch` has it, which need not be the machine's. */
  readonly arch: string;
}

const NodeRecord = z.tuple([
  z.literal("node"),
  z.coerce.number().int(), // number
  z.string(), // source
  z.string().startsWith("/"), // path
  z.string(), // answer
]);

const mostPrograms = 200;

/** Those with Node 22.14 or newer, in the order they were looked for: what is on the path comes first. */
export function nodeProgramsOf(records: readonly ScriptRecord[]): NodeProgram[] {
  return recordsOf(records, "node", mostPrograms)
    .map((record) => NodeRecord.safeParse(record).data)
    .filter((record) => record !== undefined)
    .sort(([, a], [, b]) => a - b)
    .flatMap(([, , , path, answer]) => nodeProgram(path, answer) ?? []);
}

function nodeProgram(path: string, answer: string): [NodeProgram] | undefined {
  const fields = /^((\d+)\.(\d+)\.\d+\S*) (\d+) (\w+) \w+$/.exec(answer.slice(0, 200).trim());
  if (!fields) return undefined;
  const [, version = "", major, minor, napi, arch = ""] = fields;
  const isNew = Number(major) > 22 || (Number(major) === 22 && Number(minor) >= 14);
  return isNew ? [{ path, version, napi: Number(napi), arch }] : undefined;
}
