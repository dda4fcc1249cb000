import express, { type ErrorRequestHandler, type Express } from "express";

import { RunicornError } from "#core/protocol/errors.ts";
import { remoteApi, remoteViewerProxy } from "#core/protocol/remoteApi.ts";
import { v1Api } from "#core/protocol/v1Api.ts";
import { v2Api } from "#core/protocol/v2Api.ts";
import { proveIdentity } from "#core/server/auth/proveIdentity.ts";
import { SamePerson } from "#core/server/auth/samePerson.ts";
import { mountPages } from "#core/server/browser/pages.ts";
import { toErrorAnswer } from "#core/server/http/errorAnswer.ts";
import { type MountOptions, mount } from "#core/server/http/mount.ts";
import { readBody } from "#core/server/http/readBody.ts";
import { logOf, logRequests } from "#core/server/http/requestLog.ts";
import { securityHeaders } from "#core/server/http/securityHeaders.ts";

import { v1Handlers } from "./handlers/v1.ts";
import { v2Handlers } from "./handlers/v2.ts";
import type { Log } from "./log.ts";
import { remoteHandlers } from "./remote/remoteHandlers.ts";
import { viewerPassing } from "./remote/viewerPassing.ts";
import type { Services } from "./services.ts";

export interface AppOptions extends Omit<Services, "person"> {
  /** The built pages; without them there is only the API. */
  readonly pagesFolder?: string | undefined;
  readonly log: Log;
}

/** Everything a viewer answers over HTTP. */
export function createApp({ pagesFolder, log, ...given }: AppOptions): Express {
  const { guard } = given;
  const services: Services = { ...given, person: new SamePerson(guard) };
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  app.set("query parser", "simple");

  const headers = new Map(Object.entries(securityHeaders));
  app.use(logRequests(log), (request, reply, next) => {
    reply.setHeaders(headers);
    guard.checkOrigin(request);
    next();
  });
  app.use(proveIdentity(guard));

  const authorize: MountOptions["authorize"] = {
    token(request, reply, next) {
      reply.set(guard.admit(request));
      next();
    },
    ticket: (_request, _reply, next) => next(),
  };
  const options = { authorize, readBody: readBody() };
  const ofPerson: MountOptions["authorize"] = {
    ...authorize,
    async token(request, reply, next) {
      reply.set(guard.admit(request));
      await services.person.check(request);
      next();
    },
  };
  const aboutRemote = {
    ...options,
    authorize: ofPerson,
    stringify,
    malformed: "invalid_parameters",
  } as const;
  // The first to be looked at: whoever asks another machine has a longer way to go.
  mount(app, remoteViewerProxy, viewerPassing(services.remote), aboutRemote);
  mount(app, v1Api, v1Handlers(services), { ...options, stringify: JSON.stringify });
  mount(app, v2Api, v2Handlers(services), { ...options, stringify });
  mount(app, remoteApi, remoteHandlers(services), aboutRemote);
  app.use("/api", authorize.token);
  if (pagesFolder !== undefined) mountPages(app, pagesFolder);

  app.use(() => {
    throw new RunicornError("not_found", "There is nothing at this address.");
  });
  const onError: ErrorRequestHandler = (error, request, reply, _next) => {
    const answer = toErrorAnswer(error, request.path, logOf(reply, log));
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    // What is left of the request's body is not waited for.
    if (!request.complete) reply.set("Connection", "close");
    reply.status(answer.status).set(answer.headers).json(answer.body);
  };
  app.use(onError);
  return app;
}

/** JSON has no NaN: V2 spells it, where V1's clients expect null. */
function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === "number" && !Number.isFinite(v) ? String(v) : v,
  );
}
