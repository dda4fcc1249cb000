import net from "node:net";

/** What came back on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends bytes as they are, which fetch would not: bad hosts, doubled headers, broken HTTP. Reads until the server ends. */
export function rawRequest(port: number, text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
      // An accepted WebSocket stays open.
      if (received.startsWith("HTTP/1.1 101")) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(parse(received)));
  });
}

/** The text of a request; `headers` as pairs, so that one can come twice. */
export function requestText(
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[],
  body = "",
): string {
  const all: (readonly [string, string])[] = [...headers];
  if (body !== "") all.push(["Content-Length", String(Buffer.byteLength(body))]);
  const lines = all.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, ...lines, "", body].join("\r\n");
}

function parse(text: string): RawAnswer {
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
  });
  return { status: Number(first.split(" ")[1]), headers: new Map(headers), body };
}
