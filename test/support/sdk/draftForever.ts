// Begins a version of the artifact "m" in the store it is told, says where, and never ends it.
import { mkdirSync } from "node:fs";
import path from "node:path";

import { ContentPool } from "../../../sdk/typescript/src/artifacts/contentPool.ts";
import { VersionDraft } from "../../../sdk/typescript/src/artifacts/versionDraft.ts";

const artifacts = path.join(process.argv[2] ?? "", "artifacts");
const folder = path.join(artifacts, "model", "m");
mkdirSync(folder, { recursive: true });
const draft = new VersionDraft(folder, new ContentPool(artifacts));
process.send?.(draft.directory);
setInterval(() => undefined, 1000);
