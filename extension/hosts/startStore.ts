import type { RemoteClient } from "#core/client/remoteClient.ts";
import { RunicornError } from "#core/protocol/errors.ts";
import { NodeQuestion, type RemoteViewerState } from "#core/protocol/remote.ts";

type Body = Parameters<RemoteClient["startViewer"]>[0]["body"];
export type NodeAnswer = NonNullable<Body["node"]>;

export interface StoreToStart {
  /** Id of the connection. */
  readonly connection: string;
  /** On that machine. */
  readonly root: string;
}

export interface StartOptions {
  readonly client: Pick<RemoteClient, "startViewer">;
  readonly signal: AbortSignal;
  /** Undefined: no Node is brought there, so nothing is started. */
  readonly askNode: (question: NodeQuestion) => Promise<NodeAnswer | undefined>;
}

/** The viewer and a Node are uploaded the first time, over any link. */
const limitMs = 30 * 60_000;

/** Starts the viewer of a store on another machine, or finds it running. Undefined: the person did not want what it takes. */
export async function startStore(
  store: StoreToStart,
  { client, signal, askNode }: StartOptions,
): Promise<RemoteViewerState | undefined> {
  const { connection, root } = store;
  let body: Body = { connection_id: connection, remote_root: root, tunnel: false };
  for (;;) {
    try {
      return (await client.startViewer({ body }, { signal, limitMs })).viewer;
    } catch (error) {
      const question = RunicornError.is(error, "INTERACTION_REQUIRED")
        ? NodeQuestion.safeParse(error.details).data
        : undefined;
      if (question === undefined) throw error;
      const node = await askNode(question);
      if (node === undefined) return undefined;
      body = { ...body, node };
    }
  }
}
