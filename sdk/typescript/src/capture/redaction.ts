import type { Plain, PlainObject } from "../plain.ts";
import { emptyObject } from "../plain.ts";
import { redactAssignments } from "./assignments.ts";
import { redactNamedValues } from "./namedValues.ts";
import { redactPem } from "./pem.ts";
import { type Secrecy, innocent, secrecy, sure } from "./secretNames.ts";
import { isSpared, redacted } from "./secretValue.ts";
import { distinct, free, other } from "./tokenFormats.ts";

const userinfo = /(?<=:\/\/)[^ \t\r\n/?#"'`<>\\]{1,512}@/g;
// `user:password@host:path`, which git takes too.
const scp = /^[^/@:\\ ]+:[^/@\\ ]+@/;
// Programs that log in by key; the name before the @ is needed and no secret.
const keySchemes = ["ssh://", "sftp://", "rsync://"];
const option = /^([+~]{0,2}-{0,2}\/?([A-Za-z_][A-Za-z0-9_.\-/@]*))(?:([=:])(.*))?$/s;
const patterns = new Map<string, RegExp>();

/** `text` without keys in armour, userinfo of URLs, known token formats, and values under secret names. Never throws. */
export function redact(text: string): string {
  try {
    let result = redactPem(text);
    if (result.includes("://") && result.includes("@")) {
      result = result.replace(userinfo, withoutUserinfo);
    }
    return redactNamedValues(redactAssignments(redactFormats(result)));
  } catch {
    return redacted;
  }
}

/** Environment variables, redacted by name and by content. */
export function redactEnvironment(variables: Readonly<Record<string, string>>): PlainObject {
  const result = emptyObject();
  for (const [name, value] of Object.entries(variables)) {
    result[name] = redactValue(value, secrecy(name));
  }
  return result;
}

/** A command line, redacted: `--token x`, `--token=x`, `token=x`, and each word by content. */
export function redactArgv(words: readonly string[]): string[] {
  let expected = innocent;
  return words.map((word) => {
    const before = expected;
    const [, head = "", name = "", sign, value] = option.exec(word) ?? [];
    const level = secrecy(name);
    expected = sign === undefined && word.startsWith("-") ? level : innocent;
    if (before > 0 && !word.startsWith("-")) return redactValue(word, before);
    if (value === undefined || sign === undefined || value.startsWith("//") || level === 0) {
      return redact(word);
    }
    return head + sign + redactValue(value, level);
  });
}

/** Hyper-parameters as JSON holds them, redacted by key and by content. */
export function redactConfig(config: PlainObject): PlainObject {
  return redactObject(config, innocent);
}

/** A git remote without credentials. */
export function redactUrl(url: string): string {
  return redact(url.includes("://") ? url : url.replace(scp, `${redacted}@`));
}

function redactValue(value: string, level: Secrecy): string {
  return level === innocent || isSpared(value, level) ? redact(value) : redacted;
}

function redactObject(value: PlainObject, level: Secrecy): PlainObject {
  // Below `secrets` everything is one; below `auth` there may be a method.
  const above = level === sure ? sure : innocent;
  const result = emptyObject();
  for (const [key, item] of Object.entries(value)) {
    const own = secrecy(key);
    result[redact(key)] = redactPlain(item, own > above ? own : above);
  }
  return result;
}

function redactPlain(value: Plain, level: Secrecy): Plain {
  if (typeof value === "string") return redactValue(value, level);
  if (Array.isArray(value)) {
    const texts = value.filter((item) => typeof item === "string");
    if (level === innocent && texts.length === value.length) return redactArgv(texts);
    return value.map((item) => redactPlain(item, level));
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return level === sure ? redacted : value;
  }
  return typeof value === "object" && value !== null ? redactObject(value, level) : value;
}

function withoutUserinfo(match: string, at: number, text: string): string {
  const login = match.slice(0, -1);
  const isKeyLogin =
    !login.includes(":") &&
    keySchemes.some((scheme) => text.slice(Math.max(0, at - 8), at).endsWith(scheme));
  return isKeyLogin || isSpared(login, sure) ? match : `${redacted}@`;
}

function redactFormats(text: string): string {
  let result = text;
  for (const [beginnings, body] of distinct) {
    for (const beginning of beginnings.split(" ")) {
      if (text.includes(beginning)) result = without(result, escape(beginning) + body);
    }
  }
  for (const [beginnings, body] of free) {
    for (const beginning of beginnings.split(" ")) {
      if (!text.includes(beginning)) continue;
      const literal = escape(beginning);
      // An escape such as \n in a string literal may precede.
      result = without(result, String.raw`${literal}(?<![^\\][A-Za-z0-9]${literal})${body}`);
    }
  }
  for (const [part, pattern] of other) {
    if (text.includes(part)) result = without(result, pattern);
  }
  return result;
}

function without(text: string, pattern: string): string {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) patterns.set(pattern, (compiled = new RegExp(pattern, "g")));
  return text.replace(compiled, redacted);
}

function escape(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
