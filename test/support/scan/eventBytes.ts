import * as fc from "fast-check";

/** Numbers as programs print them, down to the last bit and the longest digits. */
export const jsonNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(printLikePython),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }).map(String),
  fc.double({ min: 0, max: 1 }).map((value) => value.toFixed(7)),
  fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,25})?([eE][+-]?\d{1,3})?$/),
);

/** What may stand where a metric's number does, JSON or not. */
const anyValue = fc.oneof(
  { weight: 4, arbitrary: jsonNumber },
  fc.constantFrom("NaN", "Infinity", "-Infinity", "true", "false", "null", '"NaN"', '"-Infinity"'),
  fc.constantFrom(
    '"train"',
    '"N\\u0061N"',
    '"a\\"b: 1"',
    "{}",
    "[1,2]",
    '{"a":1}',
    '""',
    '"\u00e9"',
  ),
  fc.constantFrom(
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "-",
    "--1",
    "0x1",
    "-NaN",
    "-0",
    "00",
    "1e+",
    "1e999",
    "-1e-400",
  ),
  fc.stringMatching(/^[-+.eE0-9]{1,12}$/),
);

const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("loss", "acc", "val/loss", "lr", "7", "1") },
  fc.constantFrom(
    "global_step",
    "step",
    "time",
    "ts",
    "stage",
    "__proto__",
    "k\\u00e9y",
    "l\\u006fss",
    "é",
  ),
  fc.string({ maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
);

const place = fc.constantFrom(
  (step: string, time: string) => `"global_step": ${step}, "time": ${time}`,
  (step: string, time: string) => `"time":${time},"step":${step}`,
  (step: string) => `"step" : ${step}`,
  () => `"stage": "train"`,
);
const envelope = fc.constantFrom(
  (time: string, data: string) => `{"ts": ${time}, "type": "metrics", "data": {${data}}}`,
  (time: string, data: string) => `{"ts":${time},"type":"metrics","data":{${data}}}`,
  (time: string, data: string) => ` {"type":"metrics","data":{${data}} , "seq": ${time}} \r`,
  (_: string, data: string) => `{"type":"metrics","data":{${data}}}`,
  (time: string, data: string) => `{"ts":${time},"type":"text","data":{"key":"a",${data}}}`,
  (time: string, data: string) =>
    `{"ts":${time},"data":{${data}},"type":"metrics","type":"metrics"}`,
);

/** Makes lines that are alike but for what stands at their places for numbers. */
const layout = fc
  .record({ keys: fc.array(key, { maxLength: 4 }), place, envelope, isPlaceLast: fc.boolean() })
  .map(({ keys, place, envelope, isPlaceLast }) => (values: readonly string[]) => {
    const [step = "1", time = "2", ...points] = values;
    const members = keys.map((key, i) => `"${key}": ${points[i] ?? "0"}`);
    const where = place(step, time);
    return envelope(time, (isPlaceLast ? [...members, where] : [where, ...members]).join(", "));
  });

const usual = fc.array(jsonNumber, { minLength: 6, maxLength: 6 });
const unusual = fc.array(anyValue, { minLength: 6, maxLength: 6 });

/** Bytes as `events.jsonl` holds them: mostly records of a few layouts, and everything else that has ever been found there. */
export const eventBytes: fc.Arbitrary<Buffer> = fc
  .array(layout, { minLength: 1, maxLength: 3 })
  .chain((layouts) =>
    fc.array(
      fc.oneof(
        {
          weight: 12,
          arbitrary: fc
            .tuple(fc.nat(layouts.length - 1), usual)
            .map(([i, values]) => Buffer.from(`${layouts[i]?.(values)}\n`)),
        },
        {
          weight: 6,
          arbitrary: fc
            .tuple(fc.nat(layouts.length - 1), unusual)
            .map(([i, values]) => Buffer.from(`${layouts[i]?.(values)}\n`)),
        },
        fc
          .constantFrom("\n", "\r\n", "{}\n", "null\n", "[1]\n", '{"ts": 1, "type"')
          .map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
      ),
      { maxLength: 24 },
    ),
  )
  .map((parts) => Buffer.concat(parts))
  .chain((bytes) =>
    // A byte somewhere is another one.
    fc
      .option(fc.tuple(fc.nat(Math.max(0, bytes.length - 1)), fc.nat(255)), { freq: 3 })
      .map((flip) => {
        const copy = Buffer.from(bytes);
        if (flip && copy.length > 0) copy[flip[0]] = flip[1];
        return copy;
      }),
  );

/** As Python's repr: two digits of exponent, from 1e16 and below 1e-4. */
function printLikePython(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
