import http from "node:http";

import type { ApiRequest } from "./anyRequest.ts";

export interface ApiAnswer {
  readonly status: number;
  /** Without its parameters. */
  readonly mediaType: string;
  readonly body: string;
}

/** Milliseconds after which an answer counts as hung. */
const longestMs = 20_000;

/** Sends requests byte for byte as they are, which fetch would not. Of an event stream the first event is read. */
export class ApiSender {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  readonly #port: number;
  readonly #token: string;

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  send({ method, target, headers, body }: ApiRequest): Promise<ApiAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
    const request = http.request(
      {
        host: "127.0.0.1",
        port: this.#port,
        agent: this.#agent,
        method,
        path: target,
        timeout: longestMs,
        headers: {
          ...headers,
          authorization: `Bearer ${this.#token}`,
          ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
        },
      },
      (response) => {
        const mediaType = response.headers["content-type"]?.split(";")[0] ?? "";
        let text = "";
        const done = () => resolve({ status: response.statusCode ?? 0, mediaType, body: text });
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          const event = /^data: (.*)\n\n/m.exec(text)?.[1];
          if (mediaType !== "text/event-stream" || event === undefined) return;
          text = event;
          done();
          request.destroy();
        });
        response.on("end", done);
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error(`no answer in ${longestMs} ms`)));
    request.end(body);
    return promise;
  }

  dispose(): void {
    this.#agent.destroy();
  }
}
