import type { ToPage } from "./messages.ts";

/**
 * Whether a message of the window has the shape of one of ours. The host is trusted with what is inside; the window hears
 * whatever else is posted to it.
 */
export function isToPage(raw: unknown): raw is ToPage {
  if (!isObject(raw)) return false;
  if (raw["type"] === "changed") return true;
  if (raw["type"] === "command") return typeof raw["command"] === "string";
  if (raw["type"] === "answer") return Number.isInteger(raw["request"]);
  const { state } = raw;
  return (
    raw["type"] === "state" &&
    isObject(state) &&
    Array.isArray(state["sources"]) &&
    Array.isArray(state["views"])
  );
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null;
}
