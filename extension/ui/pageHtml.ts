import { randomBytes } from "node:crypto";

export interface FramedPage {
  readonly script: string;
  readonly style: string;
  /** Sources the editor serves the extension's own files from. */
  readonly cspSource: string;
  readonly title: string;
  /** The reader's, as `zh-cn`: the page speaks it. */
  readonly language: string;
  /** Kept in the state of the panel beside the page's own, so that a reloaded window knows what the panel shows. */
  readonly saved: Readonly<Record<string, unknown>>;
  /** What the page begins with where the panel has kept nothing of it. */
  readonly begin?: unknown;
}

/** A page's frame: our script and style with a nonce, nothing else, no network. */
export function pageHtml(page: FramedPage): string {
  const nonce = randomBytes(16).toString("base64");
  const csp = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}' ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data: blob:`,
    // Sound and pictures of a run, which the host hands over as bytes.
    "media-src blob:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="${attribute(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(csp)}">
<meta property="csp-nonce" content="${nonce}">
<title>${attribute(page.title)}</title>
<link rel="stylesheet" nonce="${nonce}" href="${attribute(page.style)}">
</head>
<body data-saved="${attribute(JSON.stringify(page.saved))}" data-begin="${attribute(JSON.stringify(page.begin ?? null))}">
<script nonce="${nonce}">
// The editor gives a restored panel back with its state: what it showed is ours to keep there, the rest is the page's.
{
  const api = acquireVsCodeApi();
  const saved = JSON.parse(document.body.dataset.saved);
  const begin = JSON.parse(document.body.dataset.begin) ?? undefined;
  const page = () => api.getState()?.page ?? begin;
  api.setState({ ...saved, page: page() });
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => api.postMessage(message),
    getState: page,
    setState: (state) => api.setState({ ...saved, page: state }),
  });
}
</script>
<script nonce="${nonce}" src="${attribute(page.script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
