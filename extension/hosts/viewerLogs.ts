import * as vscode from "vscode";

import type { RemoteClient } from "#core/client/remoteClient.ts";
import type { RemoteViewerState } from "#core/protocol/remote.ts";

import { plain } from "../ui/sentence.ts";
import type { Host } from "./host.ts";
import type { RemoteLog } from "./remoteLog.ts";

const logLines = 1000;

/** What viewers on other machines have logged, for people. */
export class ViewerLogs {
  readonly #client: Pick<RemoteClient, "viewerLogs">;
  readonly #log: RemoteLog;

  constructor(client: Pick<RemoteClient, "viewerLogs">, log: RemoteLog) {
    this.#client = client;
    this.#log = log;
  }

  async show({ name }: Host, { session_id, remote_root }: RemoteViewerState): Promise<void> {
    const query = { connection_id: session_id, lines: logLines };
    const { logs } = await this.#client.viewerLogs({ query });
    this.#log.show(plain(vscode.l10n.t("Viewer of {0} on {1}", remote_root, name)), logs);
  }
}
