import { setTimeout as sleep } from "node:timers/promises";

import * as z from "zod";

import { RunicornError } from "#core/protocol/errors.ts";
import { refusal } from "#core/remote/environments/refusal.ts";
import { serverText } from "#core/remote/ssh/serverText.ts";
import type { RemoteProcess } from "#core/remote/ssh/sshLink.ts";
import { within } from "#core/remote/ssh/within.ts";

import { ofTotal } from "./chooseNode.ts";
import { LineReader } from "./lineReader.ts";
import type { Archive, Parcel } from "./parcel.ts";
import type { ViewerLog } from "./viewerLog.ts";

/** Milliseconds the other machine has for its next word; it may have to unpack and hash 130 MB before. */
const silenceMs = 60_000;
/** Milliseconds in which something of an upload must get through. */
const stalledMs = 60_000;
const pieceBytes = 32 * 1024;
/** Among the last lines of its log is why it ended. */
const tellingLines = 20;
const maxLineBytes = 64 * 1024;

/** The one line a viewer prints for the program that started it. */
const Hello = z.object({
  listen: z.union([
    z.object({ socket: z.string().startsWith("/") }),
    z.object({ host: z.string(), port: z.int().min(1).max(65_535) }),
    z.object({ bridge: z.literal(true) }),
  ]),
  version: z.string(),
  pid: z.int().positive(),
});
export type Hello = z.infer<typeof Hello>;

export interface Dialogue {
  readonly process: RemoteProcess;
  /** What may be asked for. */
  readonly parcels: { readonly server: Parcel; readonly node: Parcel | undefined };
  readonly token: string;
  /** Its standard error goes in there. */
  readonly log: ViewerLog;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/** Goes with `startViewer.sh` from its `ready` to the viewer's hello. `rest` is what its stdout said after that. */
export async function startDialogue(dialogue: Dialogue): Promise<{ hello: Hello; rest: Buffer }> {
  const { process, signal, onProgress } = dialogue;
  const lines = new LineReader(process.stdout, maxLineBytes);
  const next = () =>
    within(
      { limitMs: silenceMs, late: "The machine did not go on in time.", signals: [signal] },
      () => lines.next(),
    );
  const wanted = new Set<string>();
  try {
    for (;;) {
      const line = await next();
      if (line === undefined) throw await endedEarly(dialogue);
      const [, word = "", text = ""] = /^(\w*) ?(.*)$/.exec(line) ?? [];
      if (word === "send" && !wanted.has(text)) {
        // Once each: nobody is sent hundreds of megabytes for ever.
        wanted.add(text);
        await send(text, dialogue);
      } else if (word === "start") break;
      else if (word === "failed") throw failed(text);
      else throw await endedEarly(dialogue);
    }
    onProgress("Starting the viewer");
    process.stdin.write(`${dialogue.token}\n`);
    const hello = parseHello(await next());
    if (hello === undefined) throw await endedEarly(dialogue);
    return { hello, rest: lines.release() };
  } catch (error) {
    lines.release();
    throw error;
  }
}

/** One parcel, as fast as the link takes it. */
async function send(name: string, dialogue: Dialogue): Promise<void> {
  const { parcels, process, signal, onProgress } = dialogue;
  const parcel = name === "node" ? parcels.node : parcels.server;
  if (!parcel) throw await endedEarly(dialogue);
  const what = name === "node" ? "Node.js" : "the viewer";
  const archive = await parcel.open();
  try {
    process.stdin.write(`${archive.bytes}\n`);
    let sent = 0;
    let told = "";
    for await (const piece of piecesOf(archive)) {
      if (!process.stdin.write(piece) && !(await drained(process, signal))) return;
      const message = `Uploading ${what}, ${ofTotal((sent += piece.length), archive.bytes)}`;
      if (message !== told) onProgress((told = message));
    }
  } finally {
    archive.content.destroy();
  }
}

async function* piecesOf({ content }: Archive): AsyncGenerator<Buffer> {
  for await (const bytes of content as AsyncIterable<Buffer>) {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  }
}

/** False where the other side has ended: what it said before tells why. */
function drained({ stdin, ended }: RemoteProcess, stop: AbortSignal): Promise<boolean> {
  const late = "The upload came to a halt.";
  return within({ limitMs: stalledMs, late, signals: [stop] }, (signal) => {
    const drain = new Promise<boolean>((resolve) => {
      const listener = () => resolve(true);
      stdin.once("drain", listener);
      signal.addEventListener("abort", () => stdin.off("drain", listener), { once: true });
    });
    return Promise.race([drain, ended.then(() => false)]);
  });
}

function parseHello(line: string | undefined): Hello | undefined {
  try {
    return Hello.safeParse(JSON.parse(line ?? "")).data;
  } catch {
    return undefined;
  }
}

function failed(text: string): RunicornError {
  const [, word = "", words = ""] = /^(\w*) ?(.*)$/.exec(serverText(text)) ?? [];
  const why: Record<string, string> = {
    tools: `That machine lacks the program ${words}, which the upload of the viewer needs.`,
    trust: untrusted(words),
    folder: `${words} there cannot be made or is not this user's, so the viewer cannot be put there.`,
    upload: `The viewer did not arrive whole on that machine${words ? ` (${words})` : ""}; is its disk full?`,
    node: `Node.js does not run on that machine${words ? ` (${words})` : ""}; name another one by "use a Node at this path".`,
  };
  return new RunicornError(
    "service_unavailable",
    why[word] ?? `The viewer cannot be started on that machine: ${words}.`,
  );
}

function untrusted(words: string): string {
  const [, reason = "", place = ""] = /^(\S*) ?(.*)$/.exec(words) ?? [];
  const why = refusal(reason, place) ?? `There is no Node.js at ${place} on that machine.`;
  return `${why} Name another Node.js by "use a Node at this path".`;
}

/** What it said last on its standard error comes a moment later, and is mostly why. */
async function endedEarly({ process, log }: Dialogue): Promise<RunicornError> {
  await Promise.race([process.ended, sleep(500)]);
  const lines = log.last(tellingLines);
  const sentence = lines.findLast((line) => line.startsWith("runicorn: "))?.slice(10);
  const words = lines.at(-1);
  return new RunicornError(
    "service_unavailable",
    sentence ?? `The viewer ended before it was up${words === undefined ? "." : `: ${words}`}`,
  );
}
