import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's packages of the programs that are missing, by the path each program is at. Needs root once; later calls do nothing. */
export function installPackages(programs: Readonly<Record<string, string>>): void {
  const missing = Object.entries(programs)
    .filter(([program]) => !existsSync(program))
    .map(([, name]) => name);
  if (missing.length === 0) return;
  const install = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  if (process.getuid?.() !== 0) {
    throw new Error(`these tests need root and: apt-get ${install.join(" ")}`);
  }
  console.log(`installing ${missing.join(", ")} with apt-get`);
  // Suites of several processes may want to install at once.
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"],
  };
  execFileSync("apt-get", [...wait, "update", "-qq"], options);
  execFileSync("apt-get", [...wait, ...install], options);
  const still = Object.keys(programs).filter((program) => !existsSync(program));
  if (still.length > 0) throw new Error(`still missing: ${still.join(", ")}`);
}
