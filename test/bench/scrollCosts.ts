export interface ScrollCosts {
  /** Milliseconds of script in each frame. */
  readonly frames: readonly number[];
  /** Tasks of more than 50 ms. */
  readonly long: number;
  /** Milliseconds until the runs at the last place are there. */
  readonly waited: number;
}

/** Scrolls the table in this page, `step` pixels a time. Runs within the page: nothing of this file is known to it. */
export async function scrollCosts(step: number): Promise<ScrollCosts> {
  const counted = globalThis as unknown as { frameMs: number; longTasks: number };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const grid = document.querySelector(".grid");
  const frames: number[] = [];
  if (!grid) return { frames, long: 0, waited: 0 };
  const longBefore = counted.longTasks;
  grid.scrollTop = 0;
  for (let i = 0; i < 200; i++) {
    await frame();
    counted.frameMs = 0;
    grid.scrollTop = (grid.scrollTop + step) % (grid.scrollHeight - 1000);
    // The frame that hears of it, then whatever it asked for in the next one.
    await frame();
    await frame();
    frames.push(counted.frameMs);
  }
  const begun = performance.now();
  while (document.querySelector(".line-waiting") && performance.now() - begun < 10_000)
    await frame();
  const waited = performance.now() - begun;
  return { frames, long: counted.longTasks - longBefore, waited };
}
