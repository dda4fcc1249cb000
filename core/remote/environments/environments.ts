import path from "node:path";

import * as z from "zod";

import type { ScriptRecord } from "../script/parseReply.ts";
import type { Environment, EnvironmentType } from "./environment.ts";
import { environmentName } from "./environmentName.ts";
import type { Login } from "./login.ts";
import { pythonAnswer } from "./pythonAnswer.ts";
import { recordsOf } from "./recordsOf.ts";
import { refusal } from "./refusal.ts";
import { storageRoot } from "./storageRoot.ts";

const sources = ["path", "venv", "pyenv", "uv", "poetry", "conda"] as const;
type Source = (typeof sources)[number];

const PythonRecord = z.tuple([
  z.literal("python"),
  z.coerce.number().int(), // number
  z.enum(sources), // source
  z.string(), // path
  z.string(), // answer
]);
const RefusedRecord = z.tuple([
  z.literal("refused"),
  z.coerce.number().int(), // number
  z.literal("python"),
  z.enum(sources), // source
  z.string(), // path
  z.string(), // reason
  z.string(), // what is wrong with what
]);

interface Found extends Omit<Environment, "name" | "isDefault"> {
  readonly number: number;
  /** Its folder; several programs of one are one environment. */
  readonly prefix: string;
  readonly isBase: boolean;
  readonly isOnPath: boolean;
}

/** More than the script looks at. */
const mostPrograms = 200;

/** The Python environments of a machine: the default one first, then those with Runicorn, then the others, then the refused. */
export function environmentsOf(
  records: readonly ScriptRecord[],
  { login, home }: { login: Login; home: string },
): Environment[] {
  const answered = recordsOf(records, "python", mostPrograms).flatMap((record) =>
    answeredOf(record, { login, home }),
  );
  const refused = recordsOf(records, "refused", mostPrograms).flatMap(refusedOf);
  const found = once([...byNumber(answered), ...byNumber(refused)]);
  const active = records.find(([kind]) => kind === "active")?.[1];
  const isIt = (one: Found) => one.refused === null;
  const begun =
    found.find((one) => isIt(one) && active !== undefined && isIn(one, active)) ??
    found.find((one) => isIt(one) && one.isOnPath);
  const rank = (one: Found) => {
    if (one === begun) return 0;
    if (one.refused !== null) return 3;
    return one.runicornVersion === null ? 2 : 1;
  };
  const names = new Set<string>();
  return found
    .sort((a, b) => rank(a) - rank(b) || a.number - b.number)
    .map((one) => ({
      name: environmentName(one, { home, taken: names }),
      type: one.type,
      path: one.path,
      pythonVersion: one.pythonVersion,
      runicornVersion: one.runicornVersion,
      storageRoot: one.storageRoot,
      isDefault: one === begun,
      refused: one.refused,
    }));
}

function answeredOf(
  record: ScriptRecord,
  { login, home }: { login: Login; home: string },
): Found[] {
  const parsed = PythonRecord.safeParse(record);
  if (!parsed.success) return [];
  const [, number, source, program, said] = parsed.data;
  const answer = pythonAnswer(said);
  if (!answer) {
    // On the path lie wrappers of many kinds, and Python 2.
    if (source === "path") return [];
    const refused = "Not used: it did not answer as Python 3 does, or took too long.";
    return [unused({ number, source, program, refused })];
  }
  const { prefix, executable, kind, version, runicornVersion, root } = answer;
  return [
    {
      number,
      prefix,
      isBase: kind === "base",
      isOnPath: source === "path",
      type: typeOf(source, answer),
      path: executable,
      pythonVersion: version,
      runicornVersion: runicornVersion || null,
      storageRoot: runicornVersion ? storageRoot(login, home, root) : null,
      refused: null,
    },
  ];
}

function refusedOf(record: ScriptRecord): Found[] {
  const parsed = RefusedRecord.safeParse(record);
  if (!parsed.success) return [];
  const [, number, , source, program, reason, place] = parsed.data;
  const refused = refusal(reason, place);
  return refused === undefined ? [] : [unused({ number, source, program, refused })];
}

function unused(of: { number: number; source: Source; program: string; refused: string }): Found {
  return {
    number: of.number,
    prefix: path.posix.dirname(path.posix.dirname(of.program)),
    isBase: false,
    isOnPath: false,
    type: of.source === "path" ? "system" : of.source,
    path: of.program,
    pythonVersion: null,
    runicornVersion: null,
    storageRoot: null,
    refused: of.refused,
  };
}

function typeOf(
  source: Source,
  { prefix, kind }: { prefix: string; kind: string },
): EnvironmentType {
  if (kind === "base" || kind === "conda") return "conda";
  if (source === "pyenv" || prefix.includes("/.pyenv/versions/")) return "pyenv";
  if (source === "poetry" || prefix.includes("/pypoetry/virtualenvs/")) return "poetry";
  if (source === "uv" || prefix.includes("/uv/python/")) return "uv";
  if (kind === "uv" || kind === "virtualenv" || kind === "venv") return kind;
  // Old ones of virtualenv leave no file that tells of them.
  return source === "venv" ? "virtualenv" : "system";
}

/** The first of each folder, of each version there. */
function once(found: readonly Found[]): Found[] {
  const first = new Map<string, Found>();
  for (const one of found) {
    const key = `${one.prefix}\0${one.pythonVersion ?? ""}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

const byNumber = (found: readonly Found[]) => found.toSorted((a, b) => a.number - b.number);

const isIn = ({ prefix, path }: Found, folder: string) =>
  prefix === folder || path.startsWith(`${folder}/bin/`);
