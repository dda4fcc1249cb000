import type { ToPage } from "./messages.ts";

/**
 * Whether a message of the window has the shape of one of ours. The host is trusted with what is inside; the window hears
 * whatever else is posted to it.
 */
export function isToPage(raw: unknown): raw is ToPage {
  if (!isObject(raw)) return false;
  const { type, ref, state } = raw;
  if (type === "state") {
    return isObject(state) && Array.isArray(state["runs"]) && isObject(state["settings"]);
  }
  if (type === "values") {
    return typeof ref === "string" && isObject(raw["config"]) && isObject(raw["summary"]);
  }
  if (type === "points") return typeof ref === "string" && Array.isArray(raw["points"]);
  if (type === "metrics") {
    return typeof ref === "string" && Array.isArray(raw["metrics"]) && Array.isArray(raw["stages"]);
  }
  const { source, request, series, error } = raw;
  if (type === "answer") {
    return (
      typeof source === "string" &&
      Number.isInteger(request) &&
      (error === null || typeof error === "string")
    );
  }
  return (
    type === "series" &&
    typeof source === "string" &&
    Number.isInteger(request) &&
    (series === null || Array.isArray(series))
  );
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === "object" && raw !== null;
}
