import assert from "node:assert/strict";

import * as fc from "fast-check";

import { catalogue } from "#webviews/shared/i18n/catalogue.ts";

const t = catalogue({
  "Follow the end": "跟随末尾",
  "{n} run{n:|s} of {project}": "{project} 中的 {n} 个运行",
});

describe("A page's catalogue of texts", () => {
  afterEach(() => Reflect.deleteProperty(globalThis, "document"));

  it("is in English, with words that go with numbers", () => {
    assert.equal(t("Follow the end"), "Follow the end");
    assert.equal(t("{n} run{n:|s} of {project}", { n: 1, project: "a" }), "1 run of a");
    assert.equal(t("{n} run{n:|s} of {project}", { n: 1200, project: "a" }), "1,200 runs of a");
  });

  it("is in Chinese where the page is", () => {
    for (const lang of ["zh-cn", "zh-CN", "zh"]) {
      Object.assign(globalThis, { document: { documentElement: { lang } } });
      assert.equal(t("Follow the end"), "跟随末尾");
      assert.equal(t("{n} run{n:|s} of {project}", { n: 2, project: "a" }), "a 中的 2 个运行");
    }
  });

  it("takes values as they are, braces and all", () => {
    fc.assert(
      fc.property(fc.string(), (project) => {
        assert.equal(t("{n} run{n:|s} of {project}", { n: 3, project }), `3 runs of ${project}`);
      }),
    );
    assert.equal(t("{n} run{n:|s} of {project}", { n: 3, project: "{n}$&" }), "3 runs of {n}$&");
  });
});
