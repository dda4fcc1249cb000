import path from "node:path";

import type { v1AssetApi } from "#core/protocol/v1Assets.ts";
import { archivedFile } from "#core/server/files/archivedFile.ts";
import type { Handlers } from "#core/server/http/mount.ts";
import type { Store } from "#core/store/store.ts";

import { countRefs } from "./assetRefs.ts";
import { countAssets, readAssets } from "./assets.ts";
import type { V1RunList } from "./runList.ts";

export function v1AssetHandlers(store: Store, runs: V1RunList): Handlers<typeof v1AssetApi> {
  async function* directories() {
    for await (const { dir } of runs.each()) yield path.join(store.root, dir);
  }
  return {
    getAssets({ params }) {
      const assets = readAssets(store.runDirectory(params.id));
      return { run_id: params.id, assets, assets_count: countAssets(assets) };
    },
    downloadAsset: ({ params, query }) =>
      archivedFile(query.path, {
        root: store.root,
        runDirectory: store.runDirectory(params.id),
        filename: query.filename,
      }),
    async assetRefs({ params }) {
      const refs = await countRefs(store.runDirectory(params.id), directories());
      const orphaned = refs.filter(({ ref_count }) => ref_count === 1);
      const shared = refs.filter(({ ref_count }) => ref_count > 1);
      return {
        run_id: params.id,
        orphaned_assets: orphaned,
        shared_assets: shared,
        orphaned_count: orphaned.length,
        shared_count: shared.length,
      };
    },
  };
}
