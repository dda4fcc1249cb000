import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import path from "node:path";

import { type Detection, detect } from "#core/remote/environments/detect.ts";
import type { Environment } from "#core/remote/environments/environment.ts";
import { isFull } from "#test/faults/scale.ts";
import { LoginShell } from "#test/support/remote/loginShell.ts";
import { PythonHome } from "#test/support/remote/pythonHome.ts";

const sdk = path.resolve("sdk/python");
const system = "/usr/local/bin:/usr/bin:/bin";

describe("the environments of a machine", function () {
  this.timeout(60_000);
  let place: PythonHome;
  beforeEach(() => (place = new PythonHome()));
  afterEach(() => place.dispose());

  const look = (env: Record<string, string> = {}): Promise<Detection> =>
    detect(new LoginShell({ shell: "/bin/bash", home: place.home, env }));
  const named = ({ environments }: Detection, name: string): Environment => {
    const found = environments.find((one) => one.name === name);
    assert.ok(found, `${name} is not among ${environments.map((one) => one.name).join(", ")}`);
    return found;
  };

  it("tell their Python, their Runicorn and where it records, without running any of it", async () => {
    place.makeVenvs("venvs/train", "projects/vision/.venv", "bare/venv");
    place.link("venvs/train", sdk);
    place.installOld("projects/vision/.venv", "0.6.0");
    place.write(".config/runicorn/config.json", '{\n  "user_root_dir": "~/r\\u00fcns \\"x\\""\n}');
    const roots = [place.at("gone"), place.at("venvs")].map((path) => ({ path, last_used: 1.5 }));
    place.write(".config/runicorn/roots.json", JSON.stringify({ roots }, undefined, 2));
    const found = await look();
    const { name, path: program, ...train } = named(found, "train");
    assert.deepEqual(train, {
      type: "venv",
      pythonVersion: named(found, "system").pythonVersion,
      runicornVersion: "1.0.0",
      storageRoot: place.at('rüns "x"'),
      isDefault: false,
      refused: null,
    });
    assert.equal(program, place.at("venvs/train/bin/python"));
    assert.equal(named(found, "vision").runicornVersion, "0.6.0");
    assert.equal(named(found, "bare").runicornVersion, null);
    assert.equal(named(found, "bare").storageRoot, null);
    assert.deepEqual(found.storageRoots, [
      place.at('rüns "x"'),
      place.at("venvs"),
      place.at(".runicorn"),
    ]);
    assert.equal(name, "train");
    assert.match(train.pythonVersion ?? "", /^3\.\d+\.\d+/);
  });

  it("are of seven kinds", async () => {
    // Simulated, but for the virtual environments themselves.
    place.makeConda("miniconda3", ["torch"], [path.join(place.folder, "elsewhere/env")]);
    const poetry = ".cache/pypoetry/virtualenvs/net-x1-py3.11";
    const uv = ".local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu";
    place.makeVenvs(
      poetry,
      ".pyenv/versions/3.11.9",
      uv,
      "quick/.venv",
      "old/.venv",
      ".virtualenvs/w",
    );
    place.configure("quick/.venv", "uv = 0.5.1");
    place.configure(".virtualenvs/w", "virtualenv = 20.26.0");
    const found = await look();
    const types = Object.fromEntries(found.environments.map(({ name, type }) => [name, type]));
    assert.deepEqual(types, {
      system: "system",
      base: "conda",
      torch: "conda",
      env: "conda",
      "3.11.9": "pyenv",
      "net-x1-py3.11": "poetry",
      "cpython-3.12.1-linux-x86_64-gnu": "uv",
      quick: "uv",
      old: "venv",
      w: "virtualenv",
    });
  });

  it("are listed once, however many ways lead to one", async () => {
    place.makeConda("miniconda3", ["torch"]);
    symlinkSync(place.at("miniconda3"), place.at("anaconda3"));
    place.write(
      ".conda/environments.txt",
      `${place.at("anaconda3/envs/torch")}\n${place.at("gone")}\n`,
    );
    const found = await look({ PATH: `${place.at("anaconda3/bin")}:${system}` });
    assert.deepEqual(found.environments.map(({ name }) => name).sort(), [
      "base",
      "system",
      "torch",
    ]);
  });

  it("have names of their own", async () => {
    place.makeVenvs("a/x/.venv", "projects/x/.venv", "src/x/.venv", "venvs/x");
    const { environments } = await look();
    const names = environments.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(names.filter((name) => name.startsWith("x")).length, 3);
  });

  it("begin with the first on the path of a login", async () => {
    place.makeVenvs("venvs/a", "venvs/b");
    place.write(".bash_profile", `export PATH=${place.at("venvs/b/bin")}:$PATH`);
    const found = await look();
    assert.equal(found.environments[0]?.name, "b");
    assert.deepEqual(
      found.environments.filter(({ isDefault }) => isDefault).map(({ name }) => name),
      ["b"],
    );
  });

  it("begin with conda's, where a terminal does", async () => {
    place.makeConda("miniconda3", ["torch"]);
    const block = `# >>> conda initialize >>>\n__conda_setup="$('${place.at("miniconda3/bin/conda")}' 'shell.bash' 'hook' 2> /dev/null)"\n# <<< conda initialize <<<\n`;
    // As Debian begins it: what is below is for terminals.
    place.write(".bashrc", `case $- in *i*) ;; *) return;; esac\n${block}`);
    assert.equal((await look()).environments[0]?.name, "base");
    place.write(".condarc", "auto_activate_base: false\n");
    assert.equal((await look()).environments[0]?.name, "system");
  });

  it("are not run where others could have changed them", async () => {
    place.makeVenvs("ours", "shared/venv", "venvs/odd");
    chmodSync(place.at("shared"), 0o777);
    const ran = place.at("ran");
    for (const env of ["shared/venv", "venvs/odd"]) {
      renameSync(place.at(env, "bin/python"), place.at(env, "bin/before"));
      place.writeProgram(path.join(env, "bin/python"), `touch ${ran}`);
    }
    chmodSync(place.at("venvs/odd/bin/python"), 0o757);
    mkdirSync(place.at("venvs/linked/bin"), { recursive: true });
    symlinkSync(place.at("shared/venv/bin/before"), place.at("venvs/linked/bin/python"));
    const found = await look({ PATH: `${place.at("shared/venv/bin")}:${system}` });
    const at = (folder: string) =>
      found.environments.find((one) => one.path.startsWith(place.at(folder)));
    assert.equal(
      at("shared/venv")?.refused,
      `Not run: everybody on that machine may change ${place.at("shared")}.`,
    );
    assert.equal(
      at("venvs/odd")?.refused,
      `Not run: everybody on that machine may change ${place.at("venvs/odd/bin/python")}.`,
    );
    assert.equal(at("venvs/linked")?.refused, at("shared/venv")?.refused);
    assert.equal(at("shared/venv")?.pythonVersion, null);
    assert.equal(found.environments[0]?.name, "system");
    assert.equal(existsSync(ran), false);
  });

  if (isFull) {
    it("are looked for during half a minute at most", async () => {
      place.makeVenvs("venvs/good");
      for (let i = 0; i < 40; i++) place.writeProgram(`venvs/h${i}/bin/python`, "exec sleep 60");
      const began = performance.now();
      const found = await look();
      assert.ok(performance.now() - began < 30_000);
      assert.equal(found.isCut, true);
      assert.equal(named(found, "good").refused, null);
    });
  }

  it("do not wait for one that hangs or talks without end", async () => {
    place.makeVenvs("venvs/good");
    mkdirSync(place.at("venvs/hangs"));
    place.writeProgram("venvs/hangs/bin/python", "sleep 60");
    place.writeProgram("venvs/loud/bin/python", "yes");
    const link = new LoginShell({ shell: "/bin/bash", home: place.home });
    const found = await detect(link, { patienceMs: 3000 });
    assert.match(named(found, "hangs").refused ?? "", /did not answer/);
    assert.match(named(found, "loud").refused ?? "", /did not answer/);
    assert.equal(named(found, "good").refused, null);
  });
});
