import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import path from "node:path";

import { unsuitableNode } from "../nodeVersion.ts";
import { findPython } from "../python.ts";
import { runTool } from "../runTool.ts";
import type { StorageRoot } from "../storageRoot.ts";
import type { Check } from "./check.ts";
import { checkDrivers, checkIndex } from "./checkIndex.ts";

/** Everything `runicorn doctor` looks at, in the order a person would mend it. */
export async function checkMachine(place: StorageRoot, env: NodeJS.ProcessEnv): Promise<Check[]> {
  const node = checkNode();
  const usable = node.state === "ok";
  return [
    node,
    ...(usable ? await checkDrivers() : []),
    await checkRoot(place),
    ...(usable ? [await checkIndex(place.root)] : []),
    await checkInotify(),
    await checkPython(env),
    await checkEditor(env),
  ];
}

function checkNode(): Check {
  const found = `${process.version}, Node-API ${process.versions.napi ?? "unknown"}`;
  const obstacle = unsuitableNode();
  return obstacle === undefined
    ? { name: "Node.js", state: "ok", found }
    : { name: "Node.js", state: "failed", found, advice: obstacle };
}

async function checkRoot({ root, source }: StorageRoot): Promise<Check> {
  const name = "storage";
  const found = `${root} (${source})`;
  const existing = await nearestExisting(root);
  const writable = existing.isDirectory && (await isWritable(existing.path));
  if (!writable) {
    const advice = `This user may not make folders in ${existing.path}; choose another place with \`runicorn config --set-user-root P\`.`;
    return { name, state: "failed", found, advice };
  }
  if (existing.path === root) return { name, state: "ok", found };
  return { name, state: "ok", found: `${found}; the first run will create it` };
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function nearestExisting(place: string): Promise<{ path: string; isDirectory: boolean }> {
  try {
    return { path: place, isDirectory: (await stat(place)).isDirectory() };
  } catch {
    const parent = path.dirname(place);
    return parent === place ? { path: place, isDirectory: false } : nearestExisting(parent);
  }
}

const enoughWatches = 8192;

async function checkInotify(): Promise<Check> {
  const name = "file watching";
  if (process.platform !== "linux") return { name, state: "ok", found: process.platform };
  const file = "/proc/sys/fs/inotify/max_user_watches";
  const limit = Number(await readFile(file, "utf8").catch(() => "0"));
  const found = `${limit} inotify watches`;
  if (limit >= enoughWatches) return { name, state: "ok", found };
  const advice =
    "With many runs changes show up some seconds late; `sysctl fs.inotify.max_user_watches=524288` helps.";
  return { name, state: "advice", found, advice };
}

async function checkPython(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = "Python";
  const python = await findPython(env);
  if (!python) {
    const advice = "Only needed to record runs from Python: install Python 3.8 or newer.";
    return { name, state: "advice", found: "no python3 in PATH", advice };
  }
  const code = "import runicorn, sys; print(runicorn.__version__)";
  const sdk = await runTool(python.command, ["-c", code], env);
  const found = `${python.version}, ${sdk === undefined ? "without the SDK" : `SDK ${sdk}`}`;
  if (sdk !== undefined) return { name, state: "ok", found };
  const advice =
    "To record runs from Python, run `pip install ./sdk/python` in the Runicorn checkout.";
  return { name, state: "advice", found, advice };
}

async function checkEditor(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = "VS Code";
  for (const command of ["code", "code-server", "codium"]) {
    const found = await runTool(command, ["--version"], env);
    if (found !== undefined)
      return { name, state: "ok", found: `${command} ${found.split("\n")[0]}` };
  }
  const advice = "Only needed for the extension; the dashboard works in a browser too.";
  return { name, state: "advice", found: "no code or code-server in PATH", advice };
}
