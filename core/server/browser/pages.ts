import { randomBytes } from "node:crypto";

import type { Response as Reply, Router } from "express";

import { RunicornError } from "#core/protocol/errors.ts";

import { type PageFile, PageFiles } from "./pageFiles.ts";

/** Addresses of the page, which reads from its own what it is to show. */
const documents = ["/", "/compare", "/table", "/runs/:id"] as const;

/**
 * What the table asks for first where its address says nothing else. The browser begins with it before the script: without, the
 * page is painted empty once before its first rows come.
 */
const firstRuns =
  "/api/v2/runs?offset=0&limit=100&q=not+archived&sort=created_at&order=desc&columns=created_at";

/** What the page consists of besides its HTML. Public, as they hold no data. */
const files = {
  "/viewer.js": "text/javascript; charset=utf-8",
  "/viewer.css": "text/css; charset=utf-8",
  "/viewerTable.js": "text/javascript; charset=utf-8",
  "/viewerTable.css": "text/css; charset=utf-8",
  "/codicon.ttf": "font/ttf",
} as const;

/** Addresses anybody may ask for. */
export const publicPaths = {
  includes: (path: string): boolean =>
    [...documents, ...Object.keys(files)].includes(path) || /^\/runs\/[^/]+$/.test(path),
};

/** Serves the dashboard. `folder` holds its built files. */
export function mountPages(router: Router, folder: string): void {
  const held = new PageFiles(
    folder,
    Object.keys(files).map((address) => address.slice(1)),
  );
  for (const address of documents) {
    router.get(address, (request, reply) => {
      const nonce = randomBytes(16).toString("base64");
      reply.setHeader("Content-Security-Policy", contentSecurityPolicy(nonce));
      // The table comes without the other pages' charts.
      const page = address === "/table" ? "viewerTable" : "viewer";
      const up = "../".repeat(address.split("/").length - 2);
      // Whoever had this port before may have left something in the browser by the same name: only this content is taken.
      const fromFile = (attribute: string, name: string): string => {
        const file = held.of(name);
        if (file === undefined) return `${attribute}="${up}${name}"`;
        return `${attribute}="${up}${name}?${file.version}" integrity="${file.integrity}"`;
      };
      const style = fromFile("href", `${page}.css`);
      const script = fromFile("src", `${page}.js`);
      reply.setHeader("Cache-Control", "no-store");
      const ahead = address === "/table" && request.url === address ? [firstRuns] : [];
      const html = shell({ nonce, style, script, ahead });
      send(reply, "text/html; charset=utf-8", Buffer.from(html));
    });
  }
  for (const [name, type] of Object.entries(files)) {
    router.get(name, (request, reply) => {
      const { body, version } = built(held.of(name.slice(1)));
      const isThisVersion = request.url.endsWith(`?${version}`);
      // By a name that no other content has it is kept for good, with what the browser has compiled of it.
      const kept = isThisVersion ? "private, max-age=31536000, immutable" : "no-cache";
      reply.setHeader("Cache-Control", kept).setHeader("ETag", `"${version}"`);
      if (request.headers["if-none-match"] === `"${version}"`) reply.status(304).end();
      else send(reply, type, body);
    });
  }
}

function built(file: PageFile | undefined): PageFile {
  if (file) return file;
  throw new RunicornError(
    "service_unavailable",
    "The dashboard is not built; run `npm run build`.",
  );
}

function send(reply: Reply, type: string, body: Buffer): void {
  reply.setHeader("Content-Type", type);
  reply.setHeader("Content-Length", body.byteLength);
  reply.end(body);
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

interface Shell {
  readonly nonce: string;
  readonly style: string;
  readonly script: string;
  /** Addresses of what the script will ask for. */
  readonly ahead: readonly string[];
}

/** The widgets of the page add style elements of their own; they read the nonce for them from the meta element. */
function shell({ nonce, style, script, ahead }: Shell): string {
  const preloads = ahead.map(
    (address) =>
      `<link rel="preload" as="fetch" crossorigin href="${address.replaceAll("&", "&amp;")}">\n`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta property="csp-nonce" content="${nonce}">
<title>Runicorn</title>
<link rel="icon" href="data:,">
${preloads.join("")}<link rel="stylesheet" ${style}>
<script ${script} nonce="${nonce}" defer></script>
</head>
<body></body>
</html>
`;
}
