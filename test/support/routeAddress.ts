import type { Route, Socket } from "#core/protocol/route.ts";

/** An address of a route, with something in the place of each `:name`. */
export function addressOf({ path }: Pick<Route | Socket, "path">, id = "20260101_120000_aaaaaa") {
  return path.replace(/:\w+/g, id).replace(/\*\w+/g, "api/v2/runs");
}
