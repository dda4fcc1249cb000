import assert from "node:assert/strict";
import { chmodSync } from "node:fs";

import { detect } from "#core/remote/environments/detect.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";
import { PythonHome } from "#test/support/remote/pythonHome.ts";

describe("Node on another machine", function () {
  this.timeout(60_000);
  let place: PythonHome;
  beforeEach(() => (place = new PythonHome()));
  afterEach(() => place.dispose());

  /** A real Node, or what says it is one. */
  const makeNode = (file: string, version?: string) =>
    place.writeProgram(
      file,
      version === undefined
        ? `exec '${process.execPath}' "$@"`
        : `echo "$3 ${version} 9 x64 linux"`,
    );
  const look = (env: Record<string, string> = {}) =>
    detect(new LoginShell({ shell: "/bin/bash", home: place.home, env }));
  const ours = (paths: readonly { path: string }[]) =>
    paths.map(({ path }) => path).filter((path) => path.startsWith(place.home));

  it("is found where people and editors put it, and told by what it says itself", async () => {
    const files = [
      ".nvm/versions/node/v24.1.0/bin/node",
      ".vscode-server/bin/0123abcd/node",
      ".vscode-server/cli/servers/Stable-0123abcd/server/node",
      ".vscode-server-insiders/bin/89ab/node",
      ".cursor-server/bin/4567/node",
      ".local/share/fnm/node-versions/v22.14.0/installation/bin/node",
      ".volta/tools/image/node/22.15.0/bin/node",
      "miniconda3/envs/web/bin/node",
    ];
    for (const file of files) makeNode(file);
    place.write("miniconda3/envs/web/conda-meta/history", "");
    const { nodes } = await look();
    assert.deepEqual(ours(nodes).sort(), files.map((file) => place.at(file)).sort());
    const { version, napi, arch } = nodes.find(({ path }) => path.startsWith(place.home))!;
    assert.equal(version, process.versions.node);
    assert.equal(napi, Number(process.versions.napi));
    assert.equal(arch, process.arch);
  });

  it("is taken from the path first, and only where it is new enough and safe", async () => {
    makeNode(".nvm/versions/node/v24.1.0/bin/node");
    makeNode("tools/node");
    makeNode(".nvm/versions/node/v18.20.0/bin/node", "18.20.0");
    makeNode(".nvm/versions/node/v22.13.1/bin/node", "22.13.1");
    makeNode("open/node");
    chmodSync(place.at("open"), 0o777);
    const { nodes } = await look({
      PATH: `${place.at("open")}:${place.at("tools")}:/usr/bin:/bin`,
    });
    assert.deepEqual(ours(nodes), [
      place.at("tools/node"),
      place.at(".nvm/versions/node/v24.1.0/bin/node"),
    ]);
  });
});
