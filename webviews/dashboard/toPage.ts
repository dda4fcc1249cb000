import type { ToPage } from "./messages.ts";

/**
 * Whether a message of the window has the shape of one of ours. The host is trusted with what is inside; the window hears
 * whatever else is posted to it.
 */
export function isToPage(raw: unknown): raw is ToPage {
  if (!isObject(raw)) return false;
  if (raw["type"] === "series") {
    return (
      Number.isInteger(raw["request"]) && (raw["series"] === null || Array.isArray(raw["series"]))
    );
  }
  if (raw["type"] === "otherRun") {
    return typeof raw["title"] === "string" && typeof raw["environment"] === "object";
  }
  if (raw["type"] === "points") return Array.isArray(raw["points"]);
  if (raw["type"] === "answer") {
    return (
      Number.isInteger(raw["request"]) &&
      (raw["error"] === null || typeof raw["error"] === "string")
    );
  }
  const state = raw["state"];
  return (
    raw["type"] === "state" &&
    isObject(state) &&
    Array.isArray(state["metrics"]) &&
    Array.isArray(state["stages"]) &&
    isObject(state["settings"]) &&
    isObject(state["versions"]) &&
    (state["run"] === null || isObject(state["run"]))
  );
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null;
}
