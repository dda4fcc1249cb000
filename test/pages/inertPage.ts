import assert from "node:assert/strict";

import type { Locator } from "playwright-core";

import { actingCharacters } from "#test/support/actingCharacters.ts";
import { showControls } from "#webviews/shared/showControls.ts";

import type { ShownPage } from "./shownPage.ts";

/** Lines and tabs of longer texts stay. */
const acting = String.raw`(?![\t\n])${actingCharacters}`;

/** Nothing of what the page shows was taken for more than text. */
export async function assertInert(shown: ShownPage): Promise<void> {
  const found = await shown.root.locator("body").evaluate((_, pattern) => {
    const isActing = new RegExp(pattern, "u");
    const problems: string[] = [];
    if ("pwned" in globalThis || "pwned" in Object.prototype) problems.push("a script ran");
    const own = /^(?:https?|mailto|blob|data):/u;
    for (const node of document.querySelectorAll("*")) {
      const tag = node.localName;
      if (/^(?:iframe|object|embed|form|base|applet|marquee|math)$/u.test(tag)) problems.push(tag);
      if (tag === "script" && document.body.contains(node)) problems.push("script in the body");
      for (const { name, value } of node.attributes) {
        if (name.startsWith("on")) problems.push(`${tag} ${name}`);
        const isAddress = ["href", "src", "action", "formaction", "xlink:href"].includes(name);
        if (isAddress && !own.test(new URL(value, location.href).href)) {
          problems.push(`${tag} ${name}=${value}`);
        }
        // A key in data-… is for us, and is never shown.
        // Nor is the value of a choice, which a list of choices has as its own.
        const isShown =
          !name.startsWith("data-") && !["value", "current-value", "id"].includes(name);
        if (isShown && isActing.test(value)) problems.push(`${tag} ${name} holds ${escape(value)}`);
      }
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.textContent ?? "";
      if (isActing.test(text) && text !== "\u200B") problems.push(`shown: ${escape(text)}`);
    }
    return problems.map((problem) => problem.slice(0, 300));

    function escape(text: string): string {
      return JSON.stringify(text).replaceAll(new RegExp(pattern, "gu"), (c) => {
        return `{${c.codePointAt(0)?.toString(16)}}`;
      });
    }
  }, acting);
  assert.deepEqual(found.slice(0, 10), []);
  assert.deepEqual(await shown.problems(), []);
}

/** What a page shows of a recorded text: what would act is shown by its code. */
export function shownText(text: string): string {
  return showControls(text);
}

/** The same where line breaks stay. */
export function shownLines(text: string): string {
  return text.split("\n").map(shownText).join("\n");
}

/** Of long texts a page shows the beginning. */
const compared = 60;

/** Half a character is kept as such in some files, and not in UTF-8. */
function begun(text: string): string {
  const whole = text.toWellFormed().replaceAll(/\\ud[89a-f][\da-f]{2}/gu, "\uFFFD");
  return whole.slice(0, compared);
}

/** Every text is among those shown, as far as it can be long. */
export function assertShown(shown: Iterable<string>, expected: readonly string[]): void {
  const found = new Set(Array.from(shown, begun));
  const missing = expected.filter((text) => !found.has(begun(text)));
  assert.deepEqual(missing.slice(0, 5), [], `${missing.length} of ${expected.length} not shown`);
}

/** The texts of elements of a list of which only those in sight exist; scrolls through it. Behind `mark` and a colon, where one is asked for. */
export async function scrolledTexts(
  list: Locator,
  selector: string,
  mark = "",
): Promise<Set<string>> {
  const texts = await list.evaluate(
    async (root, [inside, attribute]) => {
      const all = new Set<string>();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      let calm = 0;
      for (root.scrollTop = 0; calm < 30;) {
        // What came into sight is drawn in the frame after the one in which it was scrolled to.
        await frame();
        await frame();
        const before = all.size;
        for (const node of root.querySelectorAll(inside)) {
          const told = attribute === "" ? "" : `${node.getAttribute(attribute)}:`;
          all.add(told + node.textContent);
        }
        const isEnd = root.scrollTop + root.clientHeight >= root.scrollHeight - 2;
        calm = isEnd && all.size === before ? calm + 1 : 0;
        // Lines that are still awaited are waited for.
        if (!isEnd && root.querySelector(".line-waiting") === null) {
          root.scrollTop += root.clientHeight * 0.8;
        }
      }
      return [...all];
    },
    [selector, mark] as const,
  );
  return new Set(texts);
}
