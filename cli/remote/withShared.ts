import type { SharedServer } from "#core/protocol/sharedServer.ts";

import { SharedClient } from "./sharedClient.ts";

/** Talks to the shared server while `use` runs. */
export async function withShared<T>(
  server: SharedServer,
  use: (client: SharedClient) => Promise<T>,
): Promise<T> {
  const client = new SharedClient(server);
  try {
    return await use(client);
  } finally {
    client.dispose();
  }
}
