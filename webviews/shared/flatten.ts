export interface FlatValue {
  readonly path: string;
  readonly value: string;
}

/** Nested objects as `a.b.c` rows, sorted; lists of plain values stay in one row. `limit` bounds what a page has to show. */
export function flatten(values: Readonly<Record<string, unknown>>, limit = 50_000): FlatValue[] {
  const rows: FlatValue[] = [];
  const visit = (path: string, value: unknown, depth: number): void => {
    if (rows.length >= limit) return;
    if (isObject(value) && Object.keys(value).length > 0 && depth < 32) {
      for (const [key, inner] of Object.entries(value)) {
        visit(path === "" ? key : `${path}.${key}`, inner, depth + 1);
      }
    } else {
      rows.push({ path, value: show(value) });
    }
  };
  if (Object.keys(values).length > 0) visit("", values, 0);
  const { compare } = new Intl.Collator("en", { numeric: true });
  return rows.sort((a, b) => compare(a.path, b.path));
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
