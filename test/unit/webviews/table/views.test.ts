import assert from "node:assert/strict";

import * as fc from "fast-check";

import { formatSavedViews, parseSavedViews, withView } from "#extension/table/savedViews.ts";
import { FromPage } from "#webviews/table/messages.ts";
import { emptyView, parseView } from "#webviews/table/view.ts";
import { viewAddress, viewOfAddress } from "#webviews/table/viewAddress.ts";
import { isViewName } from "#webviews/table/viewName.ts";

import { anyView } from "./anyView.ts";

describe("views of the runs table", () => {
  it("survive being an address, whatever their names hold", () => {
    assert.equal(viewAddress(emptyView), "");
    fc.assert(
      fc.property(anyView, (view) => {
        assert.deepEqual(parseView(view), view);
        assert.deepEqual(viewOfAddress(`?${viewAddress(parseView(view))}`), view);
      }),
    );
  });

  it("are read from anything: what makes no sense counts as not said", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (raw, address) => {
        const view = parseView(raw);
        assert.deepEqual(parseView(view), view);
        const read = viewOfAddress(address);
        assert.deepEqual(parseView(read), read);
      }),
    );
    const said = { columns: [{ field: "a", width: 3 }, 5, { field: "a" }], sort: "x", filter: 7 };
    assert.deepEqual(parseView(said), { ...emptyView, columns: [{ field: "a" }] });
  });

  it("of an older Runicorn still show what runs are called, and are sorted by it", () => {
    const said = { columns: [{ field: "alias", pinned: true }], sort: [{ field: "alias" }] };
    const view = parseView(said);
    assert.deepEqual(view.columns, [{ field: "title", pinned: true }]);
    assert.deepEqual(view.sort, [{ field: "title", order: "asc" }]);
  });

  it("survive a file of the project, which is never taken for one where it is none", () => {
    const anyName = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor"));
    const viewName = anyName.filter(isViewName);
    fc.assert(
      fc.property(fc.dictionary(viewName, anyView), (views) => {
        const text = formatSavedViews(views);
        assert.deepEqual(parseSavedViews(text), JSON.parse(JSON.stringify(views)));
        // The same views are the same text, in whatever order they were saved.
        const turned = Object.fromEntries(Object.entries(views).reverse());
        assert.equal(formatSavedViews(turned), text);
      }),
    );
    for (const text of ["{", "[]", "null", '{"version":2,"views":{}}', '{"views":{}}', "<<<<"]) {
      assert.equal(parseSavedViews(text), undefined, text);
    }
    assert.deepEqual(parseSavedViews(""), {});
    // The name that would be lost is refused by the page and by its host.
    assert.ok(!isViewName("__proto__"));
    const ask = { kind: "saveView", name: " __proto__ ", isShared: true, view: emptyView };
    assert.ok(!FromPage.safeParse({ type: "ask", request: 1, ask }).success);
    const other = { type: "ask", request: 1, ask: { ...ask, name: "constructor" } };
    assert.ok(FromPage.safeParse(other).success);
    assert.deepEqual(withView({ a: 1, b: 2 }, "a", undefined), { b: 2 });
  });
});
