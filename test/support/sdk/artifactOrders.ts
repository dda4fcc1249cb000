// Logs and uses artifacts with the TypeScript SDK as a list of orders says, then prints what came of each.
import { Artifact, init } from "../../../sdk/typescript/src/index.ts";

type Order =
  | { readonly use: string; readonly target: string }
  | { readonly log: string; readonly directory: string; readonly aliases?: readonly string[] };

const [storage = "", orders = "[]"] = process.argv.slice(2);
const run = init({
  project: "artifacts",
  name: "typescript",
  storage,
  captureEnv: false,
  captureCode: false,
  systemMetrics: false,
});
const results = (JSON.parse(orders) as Order[]).map((order) => {
  if ("use" in order) {
    const artifact = run.useArtifact(order.use);
    const directory = artifact.download(order.target);
    return { version: artifact.version, directory, tags: artifact.tags };
  }
  const artifact = new Artifact(order.log, { metadata: { by: "either" } }).addTags("ü");
  artifact.addDir(order.directory, { name: "data" }).addReference("s3://b/☃", { size: 3 });
  return { version: run.logArtifact(artifact, { aliases: order.aliases ?? [] }) };
});
run.finish();
process.stdout.write(`${JSON.stringify(results)}\n`);
