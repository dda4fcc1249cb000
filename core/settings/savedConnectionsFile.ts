import * as z from "zod";

/** `connections.json`: machines somebody saved. Other programs keep an array in it, or an object with one. */
export const SavedConnectionsFile = z.union([
  z.array(z.unknown()),
  z.looseObject({ connections: z.array(z.unknown()).optional().catch(undefined) }),
]);
