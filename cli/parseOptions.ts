import { type ParseArgsConfig, parseArgs } from "node:util";

import { UsageError } from "./command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/** node:util's parseArgs; what it refuses is wrong usage. */
export function parseOptions<O extends Options>(
  args: string[],
  options: O,
  { positionals = 0 } = {},
): Parsed<O> {
  const parsed = parse(args, options);
  if (parsed.positionals.length > positionals) {
    throw new UsageError(`'${parsed.positionals[positionals]}' is one word too many.`);
  }
  return parsed;
}

function parse<O extends Options>(args: string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A whole number within bounds. */
export function parseNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(`--${name} wants a whole number from ${min} to ${max}, not '${text}'.`);
  }
  return value;
}

/** One of some words. */
export function parseChoice<T extends string>(
  name: string,
  text: string,
  choices: readonly T[],
): T {
  const choice = choices.find((c) => c === text);
  if (choice === undefined) {
    throw new UsageError(`--${name} is one of ${choices.join(", ")}, not '${text}'.`);
  }
  return choice;
}
