import { jsonObject } from "../jsonValue.ts";
import { type Values, mib } from "./samples.ts";

export const rocmSmiArguments: readonly string[] =
  "--showuse --showmemuse --showmeminfo vram --showtemp --showpower --showmaxpower --showclocks --showfan --json".split(
    " ",
  );

/** What a sample calls a value, the names it has had in rocm-smi's answers, and the unit it comes in. */
const told: readonly (readonly [name: string, titles: readonly string[], unit: number])[] = [
  ["util_pct", ["GPU use (%)"], 1],
  ["mem_util_pct", ["GPU Memory Read/Write Activity (%)"], 1],
  ["mem_used_mib", ["VRAM Total Used Memory (B)"], mib],
  ["mem_total_mib", ["VRAM Total Memory (B)"], mib],
  ["temp_c", ["Temperature (Sensor edge) (C)", "Temperature (Sensor junction) (C)"], 1],
  [
    "power_w",
    ["Average Graphics Package Power (W)", "Current Socket Graphics Package Power (W)"],
    1,
  ],
  ["power_limit_w", ["Max Graphics Package Power (W)"], 1],
  ["clock_sm_mhz", ["sclk clock speed:"], 1],
  ["fan_pct", ["Fan speed (%)"], 1],
];

/** AMD GPUs as rocm-smi tells them, where Linux's own files are out of sight: the values by key. */
export function parseRocmSmi(output: string): Values {
  const values: Values = {};
  // Warnings may stand before the document.
  const document = jsonObject(output.slice(Math.max(0, output.indexOf("{")))) ?? {};
  for (const [card, answer] of Object.entries(document)) {
    const index = /^card(\d+)$/.exec(card)?.[1];
    if (index === undefined || typeof answer !== "object" || answer === null) continue;
    for (const [name, titles, unit] of told) {
      const cells = titles.map((title) => firstNumber((answer as Record<string, unknown>)[title]));
      const number = cells.find((cell) => cell !== undefined);
      if (number !== undefined) values[`gpu${index}_${name}`] = number / unit;
    }
  }
  return values;
}

/** Clocks come as "(1200Mhz)". */
function firstNumber(text: unknown): number | undefined {
  if (typeof text !== "string" && typeof text !== "number") return undefined;
  const number = /^\(?(\d+(?:\.\d+)?)/.exec(String(text))?.[1];
  return number === undefined ? undefined : Number(number);
}
