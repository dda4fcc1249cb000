// Writes docs/openapi.json from the route tables. A test compares the two.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { openApi } from "#core/protocol/openapi.ts";

const root = path.join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  version: string;
};
mkdirSync(path.join(root, "docs"), { recursive: true });
writeFileSync(
  path.join(root, "docs", "openapi.json"),
  `${JSON.stringify(openApi(version), null, 2)}\n`,
);
