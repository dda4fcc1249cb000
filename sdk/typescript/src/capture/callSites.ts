import path from "node:path";

import { readJson, replaceJson } from "../jsonFile.ts";
import { type PlainObject, emptyObject } from "../plain.ts";
import type { CallSite } from "./captureTask.ts";
import { describeSite } from "./describeSite.ts";

export const maxCallSites = 1000;
const maxKey = 500;

/** Adds where keys were logged first to the code.json of a run; what it has already stays. Throws. */
export function addCallSites(directory: string, sites: Readonly<Record<string, CallSite>>): void {
  const file = path.join(directory, "code.json");
  const code = readJson(file);
  const places = objectOf(code["call_sites"]);
  const metrics = objectOf(places["metrics"]);
  const described = new Map<CallSite, PlainObject>();
  let changed = false;
  for (const [name, site] of Object.entries(sites)) {
    const key = name.slice(0, maxKey);
    if (key in metrics || Object.keys(metrics).length >= maxCallSites) continue;
    const document = described.get(site) ?? describeSite(site);
    described.set(site, document);
    metrics[key] = document;
    changed = true;
  }
  // Where code.json is gone, sites alone are of no use.
  if (!changed || !("argv" in code)) return;
  places["metrics"] = metrics;
  code["call_sites"] = places;
  replaceJson(file, code);
}

function objectOf(value: PlainObject[string] | undefined): PlainObject {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return Object.assign(emptyObject(), isObject ? value : {});
}
