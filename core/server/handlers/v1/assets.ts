import path from "node:path";

import { boundDepth } from "#core/store/files/boundedJson.ts";
import { jsonObjectOrEmpty } from "#core/store/files/jsonObject.ts";

/** `assets.json` of a run directory, `{}` where there is none that can be read. */
export function readAssets(directory: string): Record<string, unknown> {
  return asRecord(boundDepth(jsonObjectOrEmpty(path.join(directory, "assets.json"))));
}

/** How many assets a run has, as the Python Runicorn counts them: code and configuration are one each. */
export function countAssets(assets: Record<string, unknown>): number {
  const parts = [asRecord(asRecord(assets["code"])["snapshot"]), asRecord(assets["config"])];
  const single = parts.filter((part) => Object.values(part).some(isFilled)).length;
  const lists = [assets["datasets"], assets["pretrained"], assets["outputs"]];
  return lists.reduce<number>((n, list) => n + (Array.isArray(list) ? list.length : 0), single);
}

function isFilled(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== null && value !== undefined && value !== "";
}

function asRecord(value: unknown): Record<string, unknown> {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}
