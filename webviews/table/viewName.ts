/** In characters. */
export const longestViewName = 100;

/** Whether a view can be kept under a name. Parsing drops the one that would set an object's prototype. */
export function isViewName(name: string): boolean {
  return name !== "" && name.length <= longestViewName && name !== "__proto__";
}
