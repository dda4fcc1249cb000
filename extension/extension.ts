import type * as vscode from "vscode";

import type { RunicornExports } from "./api.ts";
import { Services } from "./services.ts";

/** Called once, when a view, a command or a restored tab of ours is needed. Waits for nothing. */
export function activate(context: vscode.ExtensionContext): RunicornExports {
  const began = performance.now();
  const services = new Services(context);
  context.subscriptions.push(services);
  setImmediate(() => services.start());
  const api = services.api(performance.now() - began);
  services.log.info(`activated in ${api.activationMs.toFixed(1)} ms`);
  return {
    getApi(version: number) {
      if (version !== api.version) throw new Error(`Runicorn has no API version ${version}.`);
      return api;
    },
  };
}
