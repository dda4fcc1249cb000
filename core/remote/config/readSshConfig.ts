import { isIP } from "node:net";

import { matchesPattern, matchesPatternList } from "#core/remote/knownHosts/namePattern.ts";

import { isOtherHome, systemConfig, userConfig } from "./configFiles.ts";
import { splitCriteria } from "./configLine.ts";
import { expandPath, isAgentPath, tokensOf } from "./configPaths.ts";
import { ConfigReader, type PlacedLine, wrongLine } from "./configReader.ts";
import { expandTokens } from "./expandTokens.ts";
import { homeFolder, systemUser } from "./homeFolder.ts";
import type { HostSpec } from "./hostSpec.ts";
import { settingsOf, type SshSettings } from "./sshSettings.ts";

/** Keywords with one value. Others are of no use here. */
const single = new Set([
  "hostname",
  "user",
  "port",
  "hostkeyalias",
  "identityagent",
  "identitiesonly",
  "batchmode",
  "stricthostkeychecking",
  "connecttimeout",
  "addressfamily",
]);
const lists = new Set(["userknownhostsfile", "globalknownhostsfile"]);
const ways = new Set(["proxycommand", "proxyjump"]);

/**
 * What the configuration says of a machine, where there is no `ssh` to ask. `Match exec` never runs its command and counts as
 * not met. Throws `invalid_parameters`.
 */
export async function readSshConfig(spec: HostSpec, env: NodeJS.ProcessEnv): Promise<SshSettings> {
  const reading = new ConfigReading(spec, env);
  await reading.readAll();
  // Once more for those who wait until the name is known.
  if (reading.wantsFinal) await reading.readAll(true);
  return reading.result();
}

class ConfigReading {
  readonly #spec: HostSpec;
  readonly #env: NodeJS.ProcessEnv;
  readonly #localUser: string;
  readonly #values = new Map<string, string[]>();
  #reader: ConfigReader;
  /** What `Host` lines are compared with. */
  #host: string;
  #isActive = true;
  #isFinal = false;
  wantsFinal = false;

  constructor(spec: HostSpec, env: NodeJS.ProcessEnv) {
    this.#spec = spec;
    this.#env = env;
    this.#host = spec.host;
    this.#localUser = systemUser()?.username ?? "";
    this.#reader = new ConfigReader(homeFolder(env));
    if (spec.username !== undefined) this.#values.set("user", [spec.username]);
    if (spec.port !== undefined) this.#values.set("port", [String(spec.port)]);
  }

  async readAll(isFinal = false): Promise<void> {
    if (isFinal) {
      this.#host = this.#connectedName();
      this.#isFinal = true;
      this.#values.set("hostname", [this.#host]);
    }
    this.#reader = new ConfigReader(homeFolder(this.#env));
    const files = [userConfig(this.#env)];
    if (!isOtherHome(this.#env)) files.push(systemConfig(this.#env));
    for (const { path, folder } of files) {
      this.#isActive = true;
      await this.#read(path, folder, false, 0);
    }
  }

  /** Paths of agent and known hosts are expanded, as `ssh -G` does. */
  result(): SshSettings {
    const settings = settingsOf(
      new Map<string, string[]>([
        ["user", [this.#localUser]],
        ["port", ["22"]],
        ["userknownhostsfile", ["~/.ssh/known_hosts ~/.ssh/known_hosts2"]],
        ["globalknownhostsfile", ["/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"]],
        ...this.#values,
        ["hostname", [this.#connectedName()]],
      ]),
    );
    const tokens = tokensOf(this.#spec, settings, this.#env);
    const expand = (file: string) => expandPath(file, "a path", tokens, this.#env);
    const { identityagent: agent } = settings;
    return {
      ...settings,
      userknownhostsfile: settings.userknownhostsfile.map(expand),
      globalknownhostsfile: settings.globalknownhostsfile.map(expand),
      identityagent: agent !== undefined && isAgentPath(agent) ? expand(agent) : agent,
    };
  }

  #connectedName(): string {
    const host = this.#hostName();
    return isIP(host) === 0 ? host.toLowerCase() : host;
  }

  #hostName(): string {
    const host = this.#spec.host;
    const [name] = this.#values.get("hostname") ?? [];
    if (name === undefined || this.#isFinal) return name ?? host;
    return expandTokens(name, { h: host }, "HostName");
  }

  /** `isNever`: the file is included where nothing counts. */
  async #read(file: string, folder: string, isNever: boolean, depth: number): Promise<void> {
    for (const line of await this.#reader.lines(file, depth)) {
      if (line.keyword === "host") {
        this.#isActive = !isNever && this.#isHost(words(line));
      } else if (line.keyword === "match") {
        // In any case, for it may ask for a final pass.
        this.#isActive = this.#isMatch(line) && !isNever;
      } else if (line.keyword !== "include") {
        if (this.#isActive) this.#take(line);
      } else {
        const isActive = this.#isActive;
        for (const word of words(line)) {
          for (const included of await this.#reader.included(word, folder)) {
            await this.#read(included, folder, isNever || !isActive, depth + 1);
            this.#isActive = isActive;
          }
        }
      }
    }
  }

  #isHost(patterns: readonly string[]): boolean {
    let isFound = false;
    for (const entry of patterns) {
      const isNegated = entry.startsWith("!");
      if (!matchesPattern(this.#host, isNegated ? entry.slice(1) : entry)) continue;
      if (isNegated) return false;
      isFound = true;
    }
    return isFound;
  }

  #isMatch(line: PlacedLine): boolean {
    const criteria = splitCriteria(line.rest);
    if (criteria.length === 0) throw wrongLine(line);
    let isMet = true;
    while (criteria.length > 0) {
      const written = (criteria.shift() ?? "").toLowerCase();
      const isNegated = written.startsWith("!");
      const name = isNegated ? written.slice(1) : written;
      if (name === "final") this.wantsFinal = true;
      if (name === "all") return isMet && !isNegated;
      if (name === "final" || name === "canonical") {
        isMet &&= this.#isFinal !== isNegated;
      } else {
        const list = criteria.shift();
        if (list === undefined) throw wrongLine(line);
        const isTrue = this.#isTrue(name, list);
        // What is not understood, or not tried, is not met, nor is its opposite.
        isMet &&= isTrue !== undefined && isTrue !== isNegated;
      }
    }
    return isMet;
  }

  #isTrue(criterion: string, list: string): boolean | undefined {
    const isOf = (name: string) => matchesPatternList(name, list);
    const isHostOf = (name: string) => matchesPatternList(name.toLowerCase(), list.toLowerCase());
    if (criterion === "host") return isHostOf(this.#hostName());
    if (criterion === "originalhost") return isHostOf(this.#spec.host);
    if (criterion === "user") return isOf(this.#values.get("user")?.[0] ?? this.#localUser);
    if (criterion === "localuser") return isOf(this.#localUser);
    return undefined;
  }

  #take(line: PlacedLine): void {
    const { keyword } = line;
    const before = this.#values.get(keyword);
    if (ways.has(keyword)) {
      const [jump] = this.#values.get("proxyjump") ?? [];
      const isFree = jump === undefined || (keyword === "proxycommand" && jump === "none");
      if (isFree && !this.#values.has("proxycommand")) {
        const value = line.rest.replace(/^[\s=]+/, "");
        // A shell knows comments of its own.
        this.#values.set(keyword, [keyword === "proxyjump" ? value.replace(/\s*#.*/s, "") : value]);
      }
    } else if (keyword === "identityfile") {
      const [file = ""] = words(line);
      if (!before?.includes(file)) this.#values.set(keyword, [...(before ?? []), file]);
    } else if (before === undefined && single.has(keyword)) {
      const [value = ""] = words(line);
      // That is what it is before anything is said.
      if (keyword !== "connecttimeout" || value !== "none") this.#values.set(keyword, [value]);
    } else if (before === undefined && lists.has(keyword)) {
      this.#values.set(keyword, [words(line).join(" ")]);
    }
  }
}

function words(line: PlacedLine): readonly string[] {
  if (line.args === undefined || line.args.length === 0) throw wrongLine(line);
  return line.args;
}
