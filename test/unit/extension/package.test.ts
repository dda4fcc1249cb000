import assert from "node:assert/strict";

import { listFiles, PackageManager } from "@vscode/vsce";

const platforms = ["darwin", "linux", "linuxmusl", "win32"];
const prebuilds = platforms.flatMap((os) => ["arm64", "x64"].map((cpu) => `${os}-${cpu}`));

/** Everything but the demo's own files, which are the example's and the SDK's. */
const expected = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "package.json",
  "package.nls.json",
  "package.nls.zh-cn.json",
  "l10n/bundle.l10n.zh-cn.json",
  "dist/extension.cjs",
  "dist/runicorn.cjs",
  "dist/ingestWorker.cjs",
  "dist/recordWorker.cjs",
  "dist/privateKeyWorker.cjs",
  "dist/webviews/compare.js",
  "dist/webviews/compare.css",
  "dist/prelude.sh",
  "dist/candidates.sh",
  "dist/detect.sh",
  "dist/pythonProbe.py",
  "dist/trusted.sh",
  "dist/look.sh",
  "dist/webviews/dashboard.js",
  "dist/webviews/dashboard.css",
  "dist/webviews/viewer.js",
  "dist/webviews/viewer.css",
  "dist/demo/python/train.py",
  "dist/demo/typescript/train.mjs",
  "dist/demo/typescript/runicornBackground.mjs",
  "dist/demo/sdk/runicorn/__init__.py",
  "media/activity.svg",
  "media/icon.png",
];

const allowed =
  /^(CHANGELOG\.md|LICENSE|README\.md|package(\.nls(\.zh-cn)?)?\.json|l10n\/[\w.-]+\.json|dist\/(extension|ingestWorker|privateKeyWorker|recordWorker|runicorn)\.cjs|dist\/\w+\.(sh|py)|dist\/[\w.]+\.LEGAL\.txt|dist\/prebuilds\/[\w-]+\/?[\w.-]*\.node|dist\/webviews\/[\w.]+\.(js|css|ttf|LEGAL\.txt)|dist\/demo\/(data|python|typescript|sdk\/runicorn)\/[\w./-]+|media\/[\w./-]+)$/;

describe("the package", () => {
  let files: string[];
  before(async function () {
    this.timeout(60_000); // It looks at every file of the checkout.
    files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
  });

  it("holds what runs", () => {
    assert.deepEqual(
      expected.filter((file) => !files.includes(file)),
      [],
    );
  });

  it("holds SQLite for all eight platforms", () => {
    const found = files.filter((file) => file.endsWith(".node"));
    assert.equal(found.length, 8, found.join(", "));
    for (const platform of prebuilds) {
      assert.ok(
        found.some((file) => file.includes(`/${platform}`)),
        platform,
      );
    }
  });

  it("holds nothing else", () => {
    assert.deepEqual(
      files.filter((file) => !allowed.test(file)),
      [],
    );
    assert.ok(!files.some((file) => file.includes("__pycache__")));
  });
});
