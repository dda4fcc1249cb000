type Json = Record<string, unknown>;

/** A page that lists every operation of an OpenAPI document. It needs no script, and no address but its own. */
export function docsPage(document: Json, nonce: string): string {
  const { title, version, description } = document["info"] as Record<string, string>;
  const paths = Object.entries(document["paths"] as Record<string, Record<string, Json>>);
  const sections = [
    ["V2", "What the extension and the dashboards use.", "/api/v2/"],
    ["V1", "The answers of the Python Runicorn, for its clients.", "/api/"],
  ] as const;
  const listed = sections.map(([name, text, prefix]) => {
    const inside = paths.filter(([path]) =>
      prefix === "/api/" ? !path.startsWith("/api/v2/") : path.startsWith(prefix),
    );
    const operations = inside.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, told]) => operationHtml(method, path, told)),
    );
    return `<h2>${name}</h2><p>${text}</p>${operations.join("")}`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title ?? "")} API</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escape(title ?? "")} API <small>${escape(version ?? "")}</small></h1>
<p>${escape(description ?? "")}</p>
<p>Every request wants <code>Authorization: Bearer &lt;token&gt;</code>, or the cookie a browser gets for a ticket. The same as
<a href="/api/openapi.json">an OpenAPI document</a>.</p>
${listed.join("\n")}
</main>
</body>
</html>
`;
}

function operationHtml(method: string, path: string, told: Json): string {
  const { operationId, summary, parameters, requestBody, responses } = told;
  const answers = Object.entries((responses ?? {}) as Record<string, Json>)
    .filter(([status]) => status !== "default")
    .map(([status, answer]) => contentHtml(`Answer ${status}`, answer));
  const frame = told["x-websocket-frame"];
  return `<details id="${escape(String(operationId))}"><summary><b>${method.toUpperCase()}</b> <code>${escape(path)}</code> ${escape(String(summary))}</summary>
${parametersHtml((parameters ?? []) as Json[])}${contentHtml("Body", requestBody as Json | undefined)}${answers.join("")}${frame === undefined ? "" : schemaHtml("WebSocket frame", frame)}</details>
`;
}

function parametersHtml(parameters: readonly Json[]): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(({ name, in: place, required, schema }) => {
    const cells = [name, place, required === true ? "required" : "", JSON.stringify(schema)];
    return `<tr>${cells.map((cell) => `<td>${escape(String(cell))}</td>`).join("")}</tr>`;
  });
  return `<table><caption>Parameters</caption>${rows.join("")}</table>`;
}

function contentHtml(title: string, part: Json | undefined): string {
  const content = Object.entries((part?.["content"] ?? {}) as Record<string, Json>);
  return content.map(([type, { schema }]) => schemaHtml(`${title}: ${type}`, schema)).join("");
}

function schemaHtml(title: string, schema: unknown): string {
  return `<h4>${escape(title)}</h4><pre>${escape(JSON.stringify(schema, null, 2))}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
body { font: 14px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
summary { cursor: pointer; padding: .3rem 0; }
summary:focus-visible { outline: 2px solid; }
summary b { display: inline-block; min-width: 4.5em; }
details { border-bottom: 1px solid #8886; }
table { border-collapse: collapse; } caption { text-align: left; font-weight: bold; }
td { border: 1px solid #8886; padding: .1rem .5rem; overflow-wrap: anywhere; }
pre { overflow: auto; max-height: 30rem; background: #8882; padding: .5rem; }
`;
