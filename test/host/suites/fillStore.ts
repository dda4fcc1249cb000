import type { TempStore } from "#test/support/tempStore.ts";

/** What the suites find in the workspace: plain runs, hostile texts, a list with more than one page. */
export function fillStore(store: TempStore): void {
  const at = 1_767_268_800;
  const points = Array.from({ length: 200 }, (_, i) => ({
    loss: 1 / (1 + i),
    acc: i === 199 ? 0.9375 : i / 250,
  }));
  store.writeRun({ id: "20260101_120000_aaaaaa", points });
  store.writeRun({
    id: "20260101_120001_bbbbbb",
    meta: { created_at: at + 1 },
    status: { status: "failed", exit_reason: "ValueError: no", started_at: at, ended_at: at + 9 },
  });
  store.writeRun({
    id: "20260101_120002_cccccc",
    meta: { created_at: at + 2, alias: "best one" },
    config: { lr: 0.1 },
    points,
  });
  store.writeRun({
    id: "20260101_120003_dddddd",
    project: "nlp",
    name: "bert",
    meta: {
      created_at: at + 3,
      alias: "[click](command:workbench.action.terminal.new) <img src=x>",
      notes: "[click](command:workbench.action.terminal.new)\n<img src=x onerror=alert(1)>",
      tags: ["$(bug) **bold**"],
    },
  });
  for (let i = 0; i < 150; i++) {
    const id = `20260102_12${String(i).padStart(4, "0")}_eeeeee`;
    store.writeRun({
      id,
      project: "many",
      name: "runs of many",
      meta: { created_at: at + 10 + i },
    });
  }
}
