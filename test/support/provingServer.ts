import http from "node:http";

import { identityProof } from "#core/local/identityProof.ts";

/** A server on a private socket that shows that it knows its token, as a viewer does; what comes after that is the test's. */
export function provingServer(token: string, answer: http.RequestListener): http.Server {
  return http.createServer((request, response) => {
    const challenge = request.headers["runicorn-challenge"];
    if (typeof challenge !== "string") {
      answer(request, response);
      return;
    }
    response.statusCode = 204;
    response.setHeader("Runicorn-Proof", identityProof(token, undefined, challenge));
    response.end();
  });
}
