import type { RequestHandler } from "express";

import type { Guard } from "./guard.ts";

/** 32 random bytes in base64url. */
const challengeShape = /^[\w-]{43}$/;

/** Answers programs that ask who we are before they send the token: a port of loopback could be anybody's. */
export function proveIdentity(guard: Guard): RequestHandler {
  return (request, reply, next) => {
    const challenge = request.get("runicorn-challenge");
    if (challenge === undefined || !challengeShape.test(challenge)) {
      next();
      return;
    }
    const proof = guard.prove(challenge, request.socket.localPort);
    reply.status(204).set("Runicorn-Proof", proof).end();
  };
}
