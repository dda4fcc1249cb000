import * as vscode from "vscode";

import type { NodeQuestion } from "#core/protocol/remote.ts";

import { prompts } from "../ui/prompts.ts";
import { inputStep, pickStep } from "../ui/quickSteps.ts";
import { plain } from "../ui/sentence.ts";
import { goBack } from "../ui/stepAnswer.ts";
import { wizardTitle } from "./loginPrompts.ts";
import type { NodeAnswer } from "./startStore.ts";

/** Asks where a Node.js for a machine without one shall come from. Nothing is brought there without an answer. */
export async function askNode(question: NodeQuestion): Promise<NodeAnswer | undefined> {
  const { host, platform, version, bytes, from } = question;
  const size = bytes === null ? undefined : `${(bytes / 1e6).toFixed(0)} MB`;
  const items = [
    {
      label: `$(cloud-upload) ${vscode.l10n.t("Bring Node.js There")}`,
      description: plain([`Node ${version}`, platform, size].filter(Boolean).join(", ")),
      detail: plain(vscode.l10n.t("From {0} into ~/.runicorn there; nothing else changes.", from)),
      choice: "install" as const,
    },
    {
      label: `$(file-binary) ${vscode.l10n.t("Use a Node.js That Is There…")}`,
      detail: vscode.l10n.t("Its path on that machine; Node 22.14 or newer"),
      choice: "path" as const,
    },
    {
      label: `$(package) ${vscode.l10n.t("Bring One From a File…")}`,
      detail: plain(
        vscode.l10n.t(
          "A package of Node for {0} on this machine, where there is no network",
          platform,
        ),
      ),
      choice: "file" as const,
    },
  ];
  for (;;) {
    // Back leads here again.
    const picked = await pickStep({
      title: wizardTitle(vscode.l10n.t("no Node.js 22.14 or newer on {0}", host)),
      placeHolder: vscode.l10n.t(
        "The runs are read by a program that needs it. Asked once for each machine.",
      ),
      canGoBack: false,
      items: () => items,
    });
    if (picked === undefined || picked === goBack) return undefined;
    if (picked.choice === "install") return { install: true };
    if (picked.choice === "file") {
      const file = await prompts.openFile("Package of Node.js", "Use", {
        [vscode.l10n.t("Packages of Node.js")]: ["tgz", "gz", "xz"],
      });
      if (file !== undefined) return { file };
      continue;
    }
    const path = await inputStep({
      title: wizardTitle(vscode.l10n.t("Node.js on {0}", host)),
      placeHolder: "/usr/local/bin/node",
      canGoBack: true,
      problem: (text) =>
        text.startsWith("/") ? undefined : vscode.l10n.t("An absolute path begins with /."),
    });
    if (path === undefined) return undefined;
    if (path !== goBack) return { path };
  }
}
