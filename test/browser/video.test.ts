import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { until } from "#test/support/until.ts";

import { BrowserStage } from "./browserStage.ts";
import { idOf } from "./harpRuns.ts";
import type { WatchedPage } from "./watchedPage.ts";
import { webm } from "./webm.ts";

const size = 64;
const gap = 60 << 20;

describe("a video that was logged, in a browser", () => {
  let stage: BrowserStage;
  let page: WatchedPage;
  let directory: string;

  before(async () => {
    stage = await BrowserStage.set((store) => {
      directory = store.writeRun({ id: idOf(0) });
      const data = { key: "clip", path: "media/clip.webm", step: 1 };
      const event = `${JSON.stringify({ ts: 1_767_268_801, type: "video", data })}\n`;
      appendFileSync(path.join(directory, "events.jsonl"), event);
    });
    page = await stage.open();
    mkdirSync(path.join(directory, "media"));
    const parts = [
      { second: 0, frames: await encode("#c00000") },
      { second: 60, frames: await encode("#00c000") },
    ];
    writeFileSync(path.join(directory, "media/clip.webm"), webm(size, parts, gap));
  });

  after(() => stage.strike());

  /** Five key frames of one colour. */
  const encode = async (colour: string): Promise<Buffer[]> => {
    const frames = await page.page.evaluate(
      async ([colour, size]) => {
        const chunks: string[] = [];
        const encoder = new VideoEncoder({
          output(chunk) {
            const bytes = new Uint8Array(chunk.byteLength);
            chunk.copyTo(bytes);
            chunks.push(btoa(String.fromCharCode(...bytes)));
          },
          error() {},
        });
        encoder.configure({ codec: "vp8", width: size, height: size });
        const canvas = new OffscreenCanvas(size, size);
        const context = canvas.getContext("2d")!;
        context.fillStyle = colour;
        context.fillRect(0, 0, size, size);
        for (let i = 0; i < 5; i++) {
          const frame = new VideoFrame(canvas, { timestamp: i * 1e6 });
          encoder.encode(frame, { keyFrame: true });
          frame.close();
        }
        await encoder.flush();
        return chunks;
      },
      [colour, size] as const,
    );
    return frames.map((text) => Buffer.from(text, "base64"));
  };

  it("plays, and is sought in without being read as a whole", async () => {
    const ranges: { status: number; from: number }[] = [];
    page.page.on("response", (answer) => {
      if (!answer.url().includes("clip.webm")) return;
      const from = Number(/^bytes (\d+)-/u.exec(answer.headers()["content-range"] ?? "")?.[1]);
      ranges.push({ status: answer.status(), from });
    });
    await page.page.goto(new URL(`/runs/${idOf(0)}`, stage.link).href);
    await page.page.getByRole("tab", { name: /^Media/u }).click();
    const video = page.page.locator("video");
    await until(() => video.evaluate((player: HTMLVideoElement) => player.readyState >= 1));
    assert.equal(await video.evaluate((player: HTMLVideoElement) => player.duration), 65);
    await video.evaluate((player: HTMLVideoElement) => player.play());
    await until(() => video.evaluate((player: HTMLVideoElement) => player.currentTime > 0.5));
    assert.ok((await colour()).startsWith("red"), await colour());
    await video.evaluate((player: HTMLVideoElement) => {
      player.pause();
      player.currentTime = 62;
    });
    await until(async () => (await colour()).startsWith("green"));
    await page.shot("video");
    assert.ok(ranges.every(({ status }) => status === 206));
    assert.ok(
      ranges.some(({ from }) => from > gap / 2),
      JSON.stringify(ranges),
    );
    assert.deepEqual([page.errors, await page.violations()], [[], []]);
  });

  const colour = () =>
    page.page.locator("video").evaluate((player: HTMLVideoElement) => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 1;
      const context = canvas.getContext("2d")!;
      context.drawImage(player, 0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
      const name = red > 2 * green ? "red" : green > 2 * red ? "green" : "neither";
      return `${name} (${red}, ${green}, ${blue})`;
    });
});
