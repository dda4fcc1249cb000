import type { AssetRef } from "#core/protocol/v1Assets.ts";

import { readAssets } from "./assets.ts";

type Asset = Omit<AssetRef, "ref_count">;

/** What assets.json lists, as 0.6's database calls it: the list's name there, and what kind of thing it holds. */
const lists = { datasets: "dataset", pretrained: "pretrained", outputs: "output" } as const;

/** Of the assets of one run, how many runs of `directories` have each; the run itself is one of them. */
export async function countRefs(
  directory: string,
  directories: AsyncIterable<string>,
): Promise<AssetRef[]> {
  const own = assetsOf(readAssets(directory));
  const counts = new Map(own.map(({ asset_id }) => [asset_id, 0]));
  for await (const other of directories) {
    const ids = new Set(assetsOf(readAssets(other)).map(({ asset_id }) => asset_id));
    for (const id of ids) {
      const count = counts.get(id);
      if (count !== undefined) counts.set(id, count + 1);
    }
  }
  return own.map((asset) => ({
    ...asset,
    ref_count: Math.max(1, counts.get(asset.asset_id) ?? 1),
  }));
}

/** Those with a fingerprint: only by it two runs can have the same. */
function assetsOf(assets: Record<string, unknown>): Asset[] {
  const found: Asset[] = [];
  const add = (item: unknown, type: string, role: string, unnamed: string) => {
    if (typeof item !== "object" || item === null) return;
    const { fingerprint, name, key } = item as Record<string, unknown>;
    if (typeof fingerprint !== "string" || fingerprint === "") return;
    found.push({
      asset_id: `${type}:${fingerprint}`,
      asset_type: type,
      name: [name, key].find((word) => typeof word === "string") ?? unnamed,
      fingerprint,
      role,
    });
  };
  const { code } = assets;
  if (typeof code === "object" && code !== null && "snapshot" in code) {
    add(code.snapshot, "code_snapshot", "code", "code_snapshot");
  }
  for (const [list, type] of Object.entries(lists)) {
    const items = assets[list];
    if (Array.isArray(items)) for (const item of items as unknown[]) add(item, type, type, type);
  }
  return found;
}
