import * as z from "zod";

import type { ScriptRecord } from "../script/parseReply.ts";
import { recordsOf } from "./recordsOf.ts";

/** What the person's login shell sets, and what the settings of Runicorn there say. */
export interface Login {
  readonly temporaryFolder: string;
  readonly runtimeFolder: string;
  readonly runicornDir: string;
  /** `user_root_dir` of config.json. */
  readonly userRoot: string | undefined;
  /** Roots the SDKs there have recorded to and that are still there, the newest first. */
  readonly usedRoots: readonly string[];
}

const LoginRecord = z.tuple([
  z.literal("login"),
  z.string(), // temporary folder
  z.string(), // runtime folder
  z.string(), // RUNICORN_DIR
  z.string(), // user_root_dir, a text in JSON
]);
const RootRecord = z.tuple([z.literal("root"), z.string().startsWith("/")]);

/** As many as the SDKs keep. */
const mostRoots = 100;

export function loginOf(records: readonly ScriptRecord[]): Login {
  const [, temporaryFolder, runtimeFolder, runicornDir, userRoot] = LoginRecord.catch([
    "login",
    "",
    "",
    "",
    "",
  ]).parse(records.find(([kind]) => kind === "login"));
  return {
    temporaryFolder,
    runtimeFolder,
    runicornDir,
    userRoot: textInJson(userRoot),
    usedRoots: recordsOf(records, "root", mostRoots).flatMap(
      (record) => RootRecord.safeParse(record).data?.[1] ?? [],
    ),
  };
}

function textInJson(text: string): string | undefined {
  try {
    return z.string().min(1).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
