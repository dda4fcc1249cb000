import assert from "node:assert/strict";

import { actingCharacters } from "#test/support/actingCharacters.ts";

import type { Stage } from "./stage.ts";

/** Where the window shows what runs are called, beside the pages. */
const surfaces = [
  ".part.sidebar",
  ".part.statusbar",
  ".tabs-container",
  ".notifications-toasts",
  ".quick-input-widget",
  ".monaco-hover",
  ".monaco-dialog-box",
  ".monaco-menu",
].join(", ");

/** Nothing the window itself shows of runs was taken for more than text, and nothing was asked of another machine. */
export async function assertInertWindow(stage: Stage): Promise<void> {
  const found = await stage.page.evaluate(
    ([places, pattern]) => {
      // Lines of a tooltip of several are ours.
      const isActing = new RegExp(`(?!\\n)${pattern}`, "u");
      const problems: string[] = [];
      if ("pwned" in globalThis || "pwned" in Object.prototype) problems.push("a script ran");
      for (const surface of document.querySelectorAll(places)) {
        for (const node of surface.querySelectorAll("*")) {
          const tag = node.localName;
          // The editor's own lists bring their looks along.
          if (tag === "style" && !/@import|url\(|display: none \}$/u.test(node.textContent))
            continue;
          if (
            /^(?:img|script|style|iframe|object|embed|form|base|link|meta|svg|math|video|audio|details|h1|table)$/u.test(
              tag,
            )
          ) {
            problems.push(`${tag} in ${surface.className}`);
          }
          for (const { name, value } of node.attributes) {
            if (name.startsWith("on")) problems.push(`${tag} ${name}`);
            if (/^(?:data-)?href$|^src$/u.test(name)) {
              problems.push(`${tag} ${name}=${value} in ${surface.className}`);
            }
            if (/^(?:title|aria-label|alt)$/u.test(name) && isActing.test(value)) {
              problems.push(`${tag} ${name} holds ${JSON.stringify(value)}`);
            }
          }
        }
        const texts = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const text = texts.currentNode.textContent ?? "";
          if (texts.currentNode.parentElement?.localName === "style") continue;
          if (isActing.test(text)) problems.push(`shown: ${JSON.stringify(text)}`);
        }
      }
      return problems.map((problem) => problem.slice(0, 300));
    },
    [surfaces, actingCharacters] as const,
  );
  assert.deepEqual(found.slice(0, 10), []);
  assert.deepEqual([...stage.strayed], []);
}
