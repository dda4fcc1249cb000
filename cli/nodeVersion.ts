/** better-sqlite3 is built for Node-API 10; on an older Node it ends the process with a segmentation fault. */
const neededNodeApi = 10;

/** Why this Node cannot open a store, as one sentence that says what to do; undefined where it can. */
export function unsuitableNode(
  versions: { readonly node: string; readonly napi?: string | undefined } = process.versions,
): string | undefined {
  if (Number(versions.napi ?? 0) >= neededNodeApi) return undefined;
  return (
    `Runicorn needs Node.js 22.14 or newer and this is ${versions.node}: ` +
    "install a newer one from https://nodejs.org, or run `npx -p node@24 runicorn …`."
  );
}
