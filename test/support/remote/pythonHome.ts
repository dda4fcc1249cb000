import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { installPackages } from "#test/support/sshd/installPackages.ts";

const python = "/usr/bin/python3";

/**
 * A home folder with Python environments as people have them. Virtual environments are real ones. conda, uv, pyenv and poetry are
 * simulated: a real environment where those put theirs, with the files they leave there, and a `conda` that answers what a real
 * one was recorded to answer.
 */
export class PythonHome {
  readonly home: string;
  /** What it lies in. */
  readonly folder: string;

  constructor(home = path.join(mkdtempSync(path.join(os.tmpdir(), "runicorn-home-")), "home")) {
    installPackages({ [python]: "python3" });
    this.home = home;
    this.folder = path.dirname(home);
    mkdirSync(home, { recursive: true });
    chmodSync(this.folder, 0o755);
  }

  at(...names: string[]): string {
    return path.join(this.home, ...names);
  }

  /** Real environments made by `python3 -m venv`. */
  makeVenvs(...places: string[]): void {
    const folders = places.map((place) => path.resolve(this.home, place));
    execFileSync(python, ["-m", "venv", "--without-pip", ...folders]);
  }

  /** Lets an environment find packages in another folder, as an editable installation does. */
  link(place: string, packages: string): void {
    writeFileSync(path.join(this.#sitePackages(place), "linked.pth"), `${packages}\n`);
  }

  /** What the installation of an older Runicorn leaves behind, as far as anybody looks at it. */
  installOld(place: string, version: string): void {
    const site = this.#sitePackages(place);
    mkdirSync(path.join(site, "runicorn"));
    writeFileSync(path.join(site, "runicorn", "__init__.py"), "raise SystemExit('imported')\n");
    mkdirSync(path.join(site, `runicorn-${version}.dist-info`));
  }

  /** Simulated: a conda with environments of its own. `listed` are those its command tells of. */
  makeConda(place: string, names: readonly string[], listed: readonly string[] = []): void {
    const root = path.resolve(this.home, place);
    const prefixes = [root, ...names.map((name) => path.join(root, "envs", name))];
    this.makeVenvs(...prefixes, ...listed);
    for (const prefix of [...prefixes, ...listed])
      mkdirSync(path.resolve(this.home, prefix, "conda-meta"));
    mkdirSync(path.join(root, "condabin"));
    const envs = [...prefixes, ...listed.map((one) => path.resolve(this.home, one))];
    // As conda 24.9 prints it.
    const json = JSON.stringify({ envs }, undefined, 2);
    this.writeProgram(
      path.join(root, "bin/conda"),
      `[ "$*" = "env list --json" ] || exit 1\ncat <<'JSON'\n${json}\nJSON`,
    );
  }

  /** A line in the file a virtual environment is known by. */
  configure(place: string, line: string): void {
    appendFileSync(path.resolve(this.home, place, "pyvenv.cfg"), `${line}\n`);
  }

  write(file: string, text: string): void {
    const place = path.resolve(this.home, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }

  writeProgram(file: string, text: string): void {
    this.write(file, `#!/bin/sh\n${text}\n`);
    chmodSync(path.resolve(this.home, file), 0o755);
  }

  /** Not for a home that somebody else has made. */
  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #sitePackages(place: string): string {
    const script = "import sysconfig; print(sysconfig.get_path('purelib'))";
    const program = path.resolve(this.home, place, "bin/python");
    return execFileSync(program, ["-c", script], { encoding: "utf8" }).trim();
  }
}
