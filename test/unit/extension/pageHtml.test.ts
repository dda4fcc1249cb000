import assert from "node:assert/strict";

import * as fc from "fast-check";

import { pageHtml } from "#extension/ui/pageHtml.ts";

const page = {
  script: "https://x/dashboard.js",
  style: "https://x/dashboard.css",
  cspSource: "https://x",
  title: "run",
  language: "en",
  saved: { ref: "local-1:run" },
};
const csp = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

describe("a page's frame", () => {
  it("allows our script by a nonce of its own, and no network", () => {
    const [a, b] = [pageHtml(page), pageHtml(page)];
    assert.match(csp(a), /default-src 'none'; script-src 'nonce-[\w+/=]{24}'; /);
    assert.match(csp(a), /connect-src 'none'/);
    assert.doesNotMatch(csp(a), /unsafe/);
    assert.notEqual(csp(a), csp(b));
    assert.match(a, /<meta property="csp-nonce" content="[\w+/=]{24}">/);
  });

  it("holds a run's name and id as text, whatever they are", () => {
    const tags = (html: string) => html.split("<").length;
    const plain = tags(pageHtml(page));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, ref) => {
        assert.equal(tags(pageHtml({ ...page, title, saved: { ref } })), plain);
      }),
      { numRuns: 2000 },
    );
    const html = pageHtml({ ...page, saved: { ref: "'><script>alert(1)</script>" } });
    assert.ok(html.includes("&quot;'&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;}\""));
  });
});
