import assert from "node:assert/strict";

import * as vscode from "vscode";

import type { Run } from "#core/protocol/run.ts";
import { itemOf } from "#extension/experiments/items.ts";
import { runNode } from "#extension/experiments/nodes.ts";
import { runTooltip } from "#extension/experiments/tooltip.ts";
import { hostTooltip } from "#extension/hosts/hostItems.ts";
import type { Source } from "#extension/sources/source.ts";
import { sentence } from "#extension/ui/localSentence.ts";
import { oneLine, plain, unlinked } from "#extension/ui/sentence.ts";
import { actingCharacters } from "#test/support/actingCharacters.ts";
import { hostileTexts, hugeText } from "#test/support/hostileTexts.ts";

const texts = [...hostileTexts(), hugeText];
const acting = new RegExp(actingCharacters, "u");

function runOf(text: string): Run {
  return {
    id: text,
    run_id: text,
    project: text,
    name: text,
    display_name: text,
    alias: text,
    notes: text,
    tags: [text, text],
    pinned: false,
    archived: false,
    status: "failed",
    exit_reason: text,
    created_at: 1,
    started_at: 1,
    ended_at: 2,
    hostname: text,
    pid: 1,
    layout: "flat",
    dir: text,
    key_metric: { key: text, value: 1, aggregate: "last" },
    metric_count: 1,
    problem_count: 1,
  };
}

const source = {
  id: "store",
  label: "store",
  root: "/store",
  remote: undefined,
} as unknown as Source;

describe("500 hostile texts in the editor", () => {
  it("are lines of the tree: one line, nothing that acts, and no icon", () => {
    for (const text of texts) {
      const run = runOf(text);
      const parts = [
        itemOf(runNode(source, run, undefined), 100),
        itemOf({
          kind: "problem",
          source,
          message: text,
        }),
      ];
      for (const { label, description, tooltip, accessibilityInformation: access } of parts) {
        for (const shown of [label, description, tooltip, access?.label]) {
          assert.ok(shown === undefined || typeof shown === "string");
          assert.doesNotMatch(shown ?? "", acting);
          assert.ok((shown ?? "").length < 1500);
        }
      }
      assert.equal(parts[0]?.label, oneLine(text));
      assert.equal(parts[0].contextValue, "run");
    }
  });

  it("are shown by their letters where nothing in them acts", () => {
    const harmless = texts.filter((text) => text.length < 300 && !acting.test(text));
    assert.ok(harmless.length > 250);
    for (const text of harmless) assert.equal(oneLine(text), text);
  });

  it("are text in hovers, as the editor renders Markdown", async () => {
    const host = {
      kind: "host" as const,
      isListed: true,
      savedId: undefined,
      connection: undefined,
      activity: undefined,
    };
    for (const text of texts) {
      const hovers = [
        runTooltip(runOf(text), 100),
        hostTooltip({ ...host, name: text, address: text, problem: text }, 100),
      ];
      for (const { value, isTrusted, supportHtml, supportThemeIcons } of hovers) {
        assert.equal(isTrusted, false);
        assert.equal(supportHtml, false);
        assert.notEqual(supportThemeIcons, true);
        assert.doesNotMatch(value, /[[\]<>`$]|https?:|www\./u, value);
      }
    }
    // The editor's own renderer makes every mark and every address it finds into an element.
    const all = texts.map((text) => runTooltip(runOf(text), 100).value).join("\n\n");
    const rendered = await vscode.commands.executeCommand<string>("markdown.api.render", all);
    // The editor's own, for its diagrams.
    const html = rendered.replace(/<span id="markdown-mermaid"[^>]*><\/span>/u, "");
    const tags = new Set(Array.from(html.matchAll(/<(\/?\w+)/gu), ([, tag]) => tag));
    const ours = ["strong", "ul", "li", "p"].flatMap((tag) => [tag, `/${tag}`]);
    assert.deepEqual(
      [...tags].filter((tag) => !ours.includes(tag ?? "")),
      [],
    );
  });

  it("are text in notifications, boxes and quick picks", () => {
    for (const text of texts) {
      for (const shown of [plain(text), sentence`${text}: ${text}`]) {
        assert.doesNotMatch(shown, acting);
        assert.doesNotMatch(shown, /[[\]()]/u);
        assert.ok(shown.length < 700);
      }
      assert.doesNotMatch(plain(text), /\$\([a-z-~]+\)/u);
      // The editor shows what stands beside an item in a hover of Markdown.
      assert.doesNotMatch(unlinked(plain(text)), /https?:\/\/|www\./iu);
    }
  });
});
