import * as vscode from "vscode";

import type { Alert } from "#core/protocol/event.ts";
import { runTitle } from "#core/protocol/runTitle.ts";

import type { Dashboards } from "../dashboard/dashboards.ts";
import type { Source } from "../sources/source.ts";
import type { Sources } from "../sources/sources.ts";
import { sentence } from "../ui/localSentence.ts";
import { buttons, notify } from "../ui/notify.ts";
import type { Settings } from "../ui/settings.ts";

/** A training that alerts with every step is heard once in this time; its log has them all. */
const quietMs = 30_000;

/** Tells a person what a running training alerts to. */
export class AlertNotices {
  readonly #sources: Sources;
  readonly #settings: Settings;
  readonly #dashboards: Dashboards;
  readonly #listening = new Map<Source, { dispose(): void }>();
  readonly #changes: { dispose(): void };
  /** When a run was last told of. */
  readonly #told = new Map<string, number>();

  constructor(sources: Sources, settings: Settings, dashboards: Dashboards) {
    this.#sources = sources;
    this.#settings = settings;
    this.#dashboards = dashboards;
    this.#changes = sources.onChange(() => this.#follow());
    this.#follow();
  }

  dispose(): void {
    this.#changes.dispose();
    for (const listening of this.#listening.values()) listening.dispose();
    this.#listening.clear();
  }

  #follow(): void {
    const present = new Set(this.#sources.all);
    for (const [source, listening] of this.#listening) {
      if (present.has(source)) continue;
      listening.dispose();
      this.#listening.delete(source);
    }
    for (const source of present) {
      if (this.#listening.has(source)) continue;
      const listening = source.feed.listen({
        onEvent: (event) => {
          const alert = event.type === "events_appended" ? event.alerts.at(-1) : undefined;
          if (!alert || event.type !== "events_appended") return;
          // Its run or its viewer may have gone meanwhile; then there is nobody to show.
          this.#tell(source, event.id, alert).catch(() => undefined);
        },
      });
      this.#listening.set(source, listening);
    }
  }

  async #tell(source: Source, id: string, alert: Alert): Promise<void> {
    if (!this.#settings.showAlerts || !vscode.workspace.isTrusted) return;
    const name = `${source.id}:${id}`;
    const now = performance.now();
    if (now - (this.#told.get(name) ?? -Infinity) < quietMs) return;
    this.#told.set(name, now);
    const run = await source.client.getRun({ params: { id } });
    const title = alert.title === null ? "" : `${alert.title}: `;
    const text = sentence`${runTitle(run)}: ${title}${alert.text}`;
    const choice = await notify[alert.level](text, buttons.openRun, buttons.openSettings);
    if (choice === buttons.openRun) this.#dashboards.open({ source: source.id, run: id });
    if (choice === buttons.openSettings) await this.#settings.open("runicorn.alerts.show");
  }
}
