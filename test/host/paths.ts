import path from "node:path";

/** The checkout. */
export const checkout = path.resolve(import.meta.dirname, "../..");

/** Node 24 and its headers: what runs us, code-server and the viewer. */
export const nodeFolder = path.resolve(path.dirname(process.execPath), "..");

/** Where code-server is installed. */
export const vscodeFolder = path.join(import.meta.dirname, "vscode");
export const codeServerFolder = path.join(vscodeFolder, "node_modules/code-server");

/** Ignored by git: bundled suites, packages, screenshots. */
const outFolder = path.join(checkout, "out");
export const suitesFolder = path.join(outFolder, "host-suites");
export const shotsFolder = path.join(outFolder, "shots");
/** Our extension as it is installed, for all windows. */
export const extensionsFolder = path.join(outFolder, "host-extensions");
export const vsixFile = path.join(outFolder, "runicorn.vsix");
