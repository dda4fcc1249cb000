// Installs the trackers of requirements.txt into out/bench-peers: `npm run bench:peers`.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const python = process.env["PYTHON"] ?? "python3";
const folder = path.resolve("out/bench-peers");
const lines = readFileSync(path.join(import.meta.dirname, "requirements.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
// It is imported by the name of our own SDK.
const isRunicorn = (line: string) => line.startsWith("runicorn==");

install(
  "peers",
  lines.filter((line) => !isRunicorn(line)),
);
install("runicorn", lines.filter(isRunicorn));

function install(name: string, requirements: readonly string[]): void {
  const environment = path.join(folder, name);
  execFileSync(python, ["-m", "venv", environment], { stdio: "inherit" });
  execFileSync(path.join(environment, "bin/pip"), ["install", ...requirements], {
    stdio: "inherit",
  });
}
