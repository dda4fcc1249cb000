// Run as a process of its own: follows a viewer by many connections, half of them WebSockets, half event streams; tells what
// they got when they have got all that is expected, or its stdin ends.
import http from "node:http";

import { WebSocket } from "ws";

import type { LiveFrame } from "#core/protocol/live.ts";

import { PointTally } from "./pointTally.ts";

const [base = "", token = "", readers = "1", expected = "0"] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
const tally = new PointTally();
let open = 0;
let ending: NodeJS.Timeout | undefined;

for (let i = 0; i < Number(readers); i++) {
  const take = tally.reader();
  const onFrame = (json: string) => {
    const { event } = JSON.parse(json) as LiveFrame;
    if (event.type === "hello" && ++open === Number(readers)) process.stdout.write("open\n");
    take(event);
    // A while later: what comes after the last one would be too much.
    if (tally.points >= Number(expected)) ending ??= setTimeout(tell, 500);
  };
  if (i % 2 === 0) readSocket(onFrame);
  else readStream(onFrame);
}
process.stdin.resume();
process.stdin.on("end", tell);

function tell(): void {
  process.stdout.write(`${JSON.stringify(tally.result())}\n`, () => process.exit());
}

function readSocket(onFrame: (json: string) => void): void {
  const socket = new WebSocket(`${base.replace("http", "ws")}/api/v2/live`, {
    headers,
    perMessageDeflate: false,
  });
  socket.on("message", (data: Buffer) => onFrame(data.toString()));
  socket.on("close", (code) => process.stderr.write(`closed with ${code}\n`));
}

function readStream(onFrame: (json: string) => void): void {
  http.get(`${base}/api/v2/live/events`, { headers, agent: false }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) onFrame(data);
      }
    });
    response.on("close", () => process.stderr.write("stream ended\n"));
  });
}
