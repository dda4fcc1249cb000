import * as fc from "fast-check";

/** As much of JSON Schema as the OpenAPI document uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Record<string, JsonSchema>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** Values that a schema allows; `word` makes strings that mean something to the store. */
export function valueOf(schema: JsonSchema, word: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map((one) => valueOf(one, word)));
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 1) {
    return fc.oneof(...types.map((type) => valueOf({ ...schema, type }, word)));
  }
  switch (types[0]) {
    case "string":
      return stringOf(schema, word);
    case "integer":
    case "number":
      return numberOf(schema, types[0]);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const { items = {}, minItems = 0, maxItems = 5 } = schema;
      const lengths = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 5) };
      return fc.array(valueOf(items, word), lengths);
    }
    case "object":
      return objectOf(schema, word);
    case undefined:
    default:
      return fc.oneof(word, fc.jsonValue({ maxDepth: 3 }));
  }
}

/** Values that a schema nearly allows: one that it does, with something in it that is not as it should be. */
export function nearValueOf(schema: JsonSchema, word: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.tuple(valueOf(schema, word), fc.nat(), odd).map(([value, at, what]) => {
    if (Array.isArray(value)) {
      const items = value as unknown[];
      return items.length === 0 ? [what] : items.with(at % items.length, what);
    }
    if (typeof value !== "object" || value === null) return what;
    const names = [...Object.keys(value), "other"];
    const name = names[at % names.length] ?? "";
    const { [name]: _, ...rest } = value as Record<string, unknown>;
    return at % 3 === 0 ? rest : { ...rest, [name]: what };
  });
}

/** What programs stumble over. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    -(2 ** 63),
    true,
    [],
    {},
    [[]],
    "NaN",
    "\0",
    "x".repeat(10_000),
    "\ud800",
    { __proto__: null, constructor: { prototype: 1 } },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

function stringOf(schema: JsonSchema, word: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 100_000, pattern } = schema;
  // Those that look ahead, fast-check cannot make texts for.
  if (pattern !== undefined && !pattern.includes("(?!")) {
    return fc.stringMatching(new RegExp(pattern));
  }
  return fc
    .oneof({ weight: 3, arbitrary: word }, fc.string({ unit: "binary", maxLength: 30 }))
    .map((text) => text.slice(0, maxLength).padEnd(minLength, "x"));
}

function numberOf(schema: JsonSchema, type: "integer" | "number"): fc.Arbitrary<number> {
  const { exclusiveMinimum, minimum = exclusiveMinimum ?? -1e9, maximum = 1e9 } = schema;
  const small = { min: Math.max(minimum, -100), max: Math.max(minimum, Math.min(maximum, 1000)) };
  if (type === "integer") {
    const [min, max] = [Math.ceil(small.min), Math.floor(small.max)];
    return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
  }
  return fc.oneof(
    fc.double({ min: minimum, max: maximum, noNaN: true }),
    fc.double({ ...small, noNaN: true }),
  );
}

function objectOf(schema: JsonSchema, word: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties: more } = schema;
  const known = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, valueOf(property, word)]),
    ),
    { requiredKeys: [...required] },
  );
  if (typeof more !== "object") return known;
  return fc
    .tuple(known, fc.dictionary(word, valueOf(more, word), { maxKeys: 4 }))
    .map(([some, others]) => ({ ...others, ...some }));
}
