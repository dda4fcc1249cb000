import { userConfig } from "./configFiles.ts";
import { ConfigReader } from "./configReader.ts";
import { homeFolder } from "./homeFolder.ts";
import { isHostAlias } from "./hostSpec.ts";

const maxHosts = 1000;

/**
 * Names that the person's configuration and what it includes have `Host` lines for, in their order, without patterns.
 * At most 1,000. Throws `invalid_parameters` where a file cannot be used.
 */
export async function listConfigHosts(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { path, folder } = userConfig(env);
  const reader = new ConfigReader(homeFolder(env));
  const hosts = new Set<string>();
  const collect = async (file: string, depth: number): Promise<void> => {
    for (const { keyword, args = [] } of await reader.lines(file, depth)) {
      if (hosts.size >= maxHosts) return;
      if (keyword === "host") for (const name of args) if (isHostAlias(name)) hosts.add(name);
      if (keyword !== "include") continue;
      for (const word of args) {
        for (const included of await reader.included(word, folder)) {
          await collect(included, depth + 1);
        }
      }
    }
  };
  await collect(path, 0);
  return [...hosts].slice(0, maxHosts);
}
