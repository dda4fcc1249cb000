import { readFile } from "node:fs/promises";
import path from "node:path";

import * as z from "zod";

import { homeFolder } from "#core/settings/homeFolder.ts";

const Product = z.object({ dataFolderName: z.string().min(1) });

/** Where an editor runs. */
export interface EditorPlace {
  /** The folder of the editor itself. */
  readonly appRoot: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Whether the editor, for want of a keyring, was told to keep secrets so that whoever reads its files can read them, too: on Linux,
 * by `password-store` in its `argv.json`. It tells no extension of that. False where it is not known: the same can be said on
 * its command line, which cannot be seen from here.
 */
export async function isKeyringBasic({ appRoot, platform, env }: EditorPlace): Promise<boolean> {
  if (platform !== "linux") return false;
  try {
    const portable = env["VSCODE_PORTABLE"];
    const product = await readFile(path.join(appRoot, "product.json"), "utf8");
    const { dataFolderName } = Product.parse(JSON.parse(product));
    const folder = portable ?? path.join(homeFolder(env), dataFolderName);
    const settings = await readFile(path.join(folder, "argv.json"), "utf8");
    // It has comments, each on lines of its own.
    return /^\s*"password-store"\s*:\s*"basic"/m.test(settings);
  } catch {
    return false;
  }
}
