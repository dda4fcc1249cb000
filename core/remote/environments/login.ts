import * as z from "zod";

import type { ScriptRecord } from "../script/parseReply.ts";

/** What the person's login shell sets, and what the settings of Runicorn there say. */
export interface Login {
  readonly path: string;
  readonly temporaryFolder: string;
  readonly runtimeFolder: string;
  /** The folder of Runicorn's settings. */
  readonly settings: string;
  readonly runicornDir: string;
  /** `user_root_dir` of config.json. */
  readonly userRoot: string | undefined;
  /** Roots the SDKs there have recorded to, the newest first. */
  readonly usedRoots: readonly string[];
}

const LoginRecord = z.tuple([
  z.literal("login"),
  z.string(), // path
  z.string(), // temporary folder
  z.string(), // runtime folder
  z.string(), // settings
  z.string(), // RUNICORN_DIR
  z.string(), // user_root_dir, a text in JSON
  z.string(), // roots.json
]);

const Roots = z.object({ roots: z.array(z.object({ path: z.string() }).nullable().catch(null)) });

export function loginOf(records: readonly ScriptRecord[]): Login {
  const [, path, temporaryFolder, runtimeFolder, settings, runicornDir, userRoot, roots] =
    LoginRecord.catch(["login", "", "", "", "", "", "", ""]).parse(
      records.find(([kind]) => kind === "login"),
    );
  const used = Roots.safeParse(fromJson(roots)).data?.roots ?? [];
  return {
    path,
    temporaryFolder,
    runtimeFolder,
    settings,
    runicornDir,
    userRoot: z.string().min(1).safeParse(fromJson(userRoot)).data,
    usedRoots: used.flatMap((root) => (root?.path.startsWith("/") ? [root.path] : [])),
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
