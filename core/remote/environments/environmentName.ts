import path from "node:path";

import { serverText } from "../ssh/serverText.ts";
import type { EnvironmentType } from "./environment.ts";

interface Named {
  readonly type: EnvironmentType;
  readonly prefix: string;
  readonly isBase: boolean;
}

/** The name people know an environment by, made unlike the `taken` ones, to which it is added. */
export function environmentName(
  environment: Named,
  { home, taken }: { home: string; taken: Set<string> },
): string {
  const plain = serverText(plainName(environment, home), 120);
  const place = serverText(environment.prefix, 300);
  let name = plain;
  for (let other = 1; taken.has(name); other++) {
    name = other === 1 ? `${plain} (${place})` : `${plain} (${place}, ${other})`;
  }
  taken.add(name);
  return name;
}

function plainName({ type, prefix, isBase }: Named, home: string): string {
  if (type === "system") return "system";
  const { dir, base } = path.posix.parse(prefix);
  if (isBase && path.posix.basename(dir) !== "envs") return "base";
  // A project's own environment is known by the project.
  const isProjects =
    type !== "conda" && /^\.?(venv|env)$/.test(base) && dir !== home && dir !== "/";
  return isProjects ? path.posix.basename(dir) : base;
}
