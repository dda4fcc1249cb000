import { endOfMatch, matchAt } from "./matchAt.ts";
import { redacted } from "./secretValue.ts";

const beginning = "-----BEGIN ";
const ending = "-----END ";
const label = /[A-Z0-9 ]{1,64}-----/y;
// What can stand between beginning and end, also in a patch, a string literal or JSON.
const inside = /[A-Za-z0-9+/= \t\r\n\\"'`,.:|>#*-]*/y;
const openEnd = /(?:[ \t\r\n"'\\-]{0,16}[A-Za-z0-9+/=]{16,4096}){0,2000}/y;
const margin = /[ \t]*[+ -]?[ \t]*/y;

/** `text` with the content of every key in armour replaced, line by line, so that a patch still fits together. */
export function redactPem(text: string): string {
  let begin = text.indexOf(beginning);
  if (begin < 0) return text;
  let result = "";
  let done = 0;
  // Where the run of fitting characters ends, and whether a block still ends in it: found once for each run.
  let runEnd = 0;
  let hasEnd = true;
  while (begin >= 0) {
    let start = begin + beginning.length;
    if (matchAt(label, text, start)) {
      start = label.lastIndex;
      if (start > runEnd) {
        runEnd = endOfMatch(inside, text, start);
        hasEnd = true;
      }
      const length: number = hasEnd ? text.slice(start, runEnd).indexOf(ending) : -1;
      hasEnd = length >= 0;
      const stop: number = hasEnd ? start + length : endOfMatch(openEnd, text, start);
      result += text.slice(done, start) + withoutContent(text.slice(start, stop));
      done = start = stop;
    }
    begin = text.indexOf(beginning, start);
  }
  return result + text.slice(done);
}

function withoutContent(body: string): string {
  return body
    .split("\n")
    .map((line) => {
      const edge = line.slice(0, endOfMatch(margin, line, 0));
      return edge === line ? line : edge + redacted;
    })
    .join("\n");
}
