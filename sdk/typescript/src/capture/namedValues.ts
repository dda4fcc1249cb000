import { type Secrecy, hasStem, innocent, secrecy } from "./secretNames.ts";
import { isSpared, redacted } from "./secretValue.ts";

const signs = ["name:", 'name":', "name':"];
const nameLine =
  /^[+ -]?[ \t]*(?:-[ \t]+)?["']?name["']?:[ \t]*["']?([A-Za-z0-9_.-]{1,200})["']?[, \t\r]{0,8}$/;
const valueLine = /^([+ -]?[ \t]*["']?value["']?[ \t]{0,8}:[ \t]*["']?)([^"'\r]{1,4096})/;

/** `text` without the secrets of pairs such as `name: HF_TOKEN` and `value: …` on the next line. */
export function redactNamedValues(text: string): string {
  if (!text.includes("value") || !signs.some((sign) => text.includes(sign))) return text;
  let level: Secrecy = innocent;
  return text
    .split("\n")
    .map((line) => {
      const [whole = "", before = "", value = ""] = level > 0 ? (valueLine.exec(line) ?? []) : [];
      const isSecret = value !== "" && !isSpared(value, level);
      const name = hasStem(line) ? nameLine.exec(line)?.[1] : undefined;
      level = name === undefined ? innocent : secrecy(name);
      return isSecret ? before + redacted + line.slice(whole.length) : line;
    })
    .join("\n");
}
