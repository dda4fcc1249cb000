import type { JsonNumber } from "#core/protocol/number.ts";

import { t } from "./texts.ts";

/** Up to five significant digits: `0.12346`, `1,234.5`, `1.2346e-7`; whole numbers in full. */
export function formatNumber(value: JsonNumber): string {
  const number = Number(value);
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "-∞";
  const size = Math.abs(number);
  if (Number.isInteger(number) && size < 1e9) return group(String(number));
  if (size >= 1e6 || size < 1e-4) return trim(number.toExponential(4));
  return group(trim(number.toPrecision(5)));
}

/** A step: whole in full, else like any number. */
export function formatStep(step: number): string {
  return Number.isInteger(step) && Math.abs(step) < 1e15 ? group(String(step)) : formatNumber(step);
}

/** For axis ticks: `0.25`, `800`, `12k`, `1.5M`, `2e-5`. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e12) return trim(value.toExponential(2));
  for (const [unit, suffix] of [
    [1e9, "B"],
    [1e6, "M"],
    [1e4, "k"],
  ] as const) {
    // From 10,000 on in thousands, so that 1,000 to 9,999 stay exact.
    if (size >= unit) {
      const scale = unit === 1e4 ? 1e3 : unit;
      return trim(String(Number((value / scale).toPrecision(6)))) + suffix;
    }
  }
  return group(String(Number(value.toPrecision(6))));
}

/** Labels for the ticks of one axis, in ascending order: as short as they can be and still differ from each other. */
export function formatTicks(values: readonly number[]): string[] {
  const short = values.map(formatTick);
  if (new Set(short).size === short.length) return short;
  const steps = values.slice(1).map((value, i) => value - (values[i] ?? NaN));
  const digits = Math.ceil(-Math.log10(Math.min(...steps)) - 1e-9);
  if (!Number.isFinite(digits) || digits > 20) return short;
  // A step of 0.25 needs one digit more than one of 0.2.
  return [digits, digits + 1]
    .map((n) => values.map((value) => group(value.toFixed(Math.max(0, n)))))
    .reduce((a, b) => (isExact(a, values) ? a : b));
}

function isExact(labels: readonly string[], values: readonly number[]): boolean {
  const written = labels.map((label) => Number(label.replaceAll(",", "")));
  const range = Math.abs((values.at(-1) ?? 0) - (values[0] ?? 0));
  return written.every((value, i) => Math.abs(value - (values[i] ?? NaN)) <= range * 1e-3);
}

/** A span of seconds in its two largest units: `850 ms`, `42 s`, `2m 10s`, `3h 5m`, `2d 4h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  if (seconds === 0) return "0 s";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? trim(seconds.toFixed(1)) : Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  const [days, hours, minutes] = [whole / 86_400, (whole / 3600) % 24, (whole / 60) % 60].map(
    Math.floor,
  ) as [number, number, number];
  if (days > 0) return pair(days, "d", hours, "h");
  if (hours > 0) return pair(hours, "h", minutes, "m");
  return pair(minutes, "m", whole % 60, "s");
}

/** How long ago a Unix time was: `just now`, `5 minutes ago`, `yesterday` is `1 day ago`; a date beyond a month. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.max(0, now - at);
  if (seconds < 10) return t("just now");
  if (seconds < 60) return t("{n} second{n:|s} ago", { n: Math.floor(seconds) });
  if (seconds < 3600) return t("{n} minute{n:|s} ago", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t("{n} hour{n:|s} ago", { n: Math.floor(seconds / 3600) });
  if (seconds < 30 * 86_400) return t("{n} day{n:|s} ago", { n: Math.floor(seconds / 86_400) });
  return formatDateTime(at).slice(0, 10);
}

/** The same in little room: `now`, `5m`, `3h`, `12d`, `4mo`, `2y`. */
export function formatAgoShort(at: number, now: number): string {
  const seconds = Math.max(0, now - at);
  if (seconds < 10) return t("now");
  if (seconds < 60) return t("{n}s", { n: Math.floor(seconds) });
  if (seconds < 3600) return t("{n}m", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t("{n}h", { n: Math.floor(seconds / 3600) });
  const days = Math.floor(seconds / 86_400);
  if (days < 30) return t("{n}d", { n: days });
  return days < 365
    ? t("{n}mo", { n: Math.floor(days / 30) })
    : t("{n}y", { n: Math.floor(days / 365) });
}

/** A Unix time as `2026-01-31 09:05:00`, in the reader's time zone. */
export function formatDateTime(at: number): string {
  const date = new Date(at * 1000);
  if (Number.isNaN(date.getTime())) return "–";
  const two = (n: number): string => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A place in a long span of time, in full: `1:05:10`, `27:00:00`, `1:05:10.25`. */
export function formatClock(seconds: number, digits: number): string {
  const scale = 10 ** digits;
  const rounded = Math.round(Math.abs(seconds) * scale) / scale;
  const two = (n: number): string => String(n).padStart(2, "0");
  const fraction = digits === 0 ? "" : (rounded % 1).toFixed(digits).slice(1);
  const whole = Math.floor(rounded);
  const sign = seconds < 0 ? "-" : "";
  const clock = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return sign + clock + fraction;
}

function pair(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${a}${unitA}` : `${a}${unitA} ${b}${unitB}`;
}

function group(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Drops zeros that say nothing: `0.2500` and `1.000e-7`. */
function trim(text: string): string {
  const [mantissa = "", exponent] = text.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${exponent.replace("+", "")}`;
}
