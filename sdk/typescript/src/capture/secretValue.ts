import { type Secrecy, likely, perhaps, secrecy, sure } from "./secretNames.ts";

export const redacted = "«redacted»";

const blanksAround = /^[ \t\r\n]+|(?<![ \t\r\n])[ \t\r\n]+$/g;
const words = new Set(
  (
    "any auth basic bearer bool boolean bytes changeme cookie credentials default disabled empty enabled false float int" +
    " kerberos key never nil no none null number object off on optional passwd password redacted required secret session str" +
    " string todo token true undefined unknown unset yes"
  ).split(" "),
);
// A variable, a place to be filled in, a piece of a vocabulary.
const references = [
  String.raw`(?:(?:%[a-z]|\{[A-Za-z0-9_.!:]*\})[ :@/-]?)+`,
  String.raw`\$[A-Z_][A-Z0-9_]*`,
  String.raw`\$\{[^}]*\}`,
  String.raw`\$\([^)]*\)`,
  "%[A-Z_]+%",
  String.raw`%\([A-Za-z_]+\)s`,
  String.raw`\{\{[^}]*\}\}`,
  "<[^<>]*>",
  String.raw`\[[A-Za-z0-9_ ]{1,20}\]`,
  "[*]{3,}|[xX]{3,}|[.]{3,}|[-]{3,}",
  redacted,
];
const reference = new RegExp(`^(?:(?:Bearer|Basic|Token|token) )?(?:${references.join("|")})$`);
const numeral = /^[+-]?[0-9][0-9_]*(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$/;
const acronym = /^[A-Z]{1,10}$/;
const small = /^[0-9]{1,3}$/;
const constant = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const variable = /^\$[A-Za-z_]+$/;
const scheme = /^(?:Bearer|Basic|Token|Digest|token) /;

/** Whether a value under a name of that secrecy is no secret: a constant, a reference, a piece of a vocabulary. */
export function isSpared(text: string, level: Secrecy): boolean {
  const value = text.replace(blanksAround, "");
  if (value === "" || words.has(value.toLowerCase()) || reference.test(value)) return true;
  const isName = value.length <= 80 && (constant.test(value) || variable.test(value));
  if (isName && secrecy(value) > 0) return true;
  if (level === sure) return small.test(value);
  if (numeral.test(value) || acronym.test(value) || !/[A-Za-z0-9]/.test(value)) return true;
  if (level === perhaps) return value.length < 8 || value.includes("://") || !/[0-9]/.test(value);
  // A sentence about tokens.
  return level === likely && value.includes(" ") && !/[0-9]/.test(value) && !scheme.test(value);
}
