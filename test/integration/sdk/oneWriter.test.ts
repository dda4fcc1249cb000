import assert from "node:assert/strict";

import { readDocument, readEvents } from "#test/support/sdk/readRun.ts";
import { sdks } from "#test/support/sdk/sdks.ts";
import { Training } from "#test/support/sdk/training.ts";
import { TempStore } from "#test/support/tempStore.ts";

describe("A run has one writer", function () {
  this.timeout(20_000);
  const store = new TempStore();
  const trainings: Training[] = [];

  function start(sdk: (typeof sdks)[number]): Training {
    const training = new Training(sdk);
    trainings.push(training);
    return training;
  }

  afterEach(async () => {
    for (const training of trainings.splice(0)) await training.kill();
  });
  after(() => store.dispose());

  for (const first of sdks) {
    for (const second of sdks) {
      it(`${second.name} is refused while ${first.name} writes, and goes on after its death`, async () => {
        const run_id = `20260101_120000_${first.name.slice(0, 3)}${second.name.slice(0, 3)}`;
        const init = { storage: store.root, project: "one", run_id, resume: true };
        const holder = start(first);
        const { id, directory } = await holder.order({ init, log: 7 });
        assert.equal(id, run_id);
        assert.ok(directory !== null);

        const refused = start(second);
        const other = await refused.order({ init, log: 2 });
        assert.notEqual(other.id, run_id);
        assert.ok(other.directory !== null && other.directory !== directory);
        assert.match(refused.complaints, /is being written by a living process/);
        assert.equal(readEvents(other.directory).rows.length, 2);

        await holder.kill();
        const heir = start(second);
        const resumed = await heir.order({ init, log: 1, finish: true });
        assert.equal(resumed.id, run_id);
        const steps = readEvents(directory).rows.map((row) => row.data.global_step);
        assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert.equal(readDocument(directory, "status.json")["status"], "finished");
        assert.equal(readDocument(directory, "meta.json")["pid"], heir.pid);
      });
    }
  }

  it("only one of ten that come at once takes over a dead one's run", async () => {
    const [sdk] = sdks;
    assert.ok(sdk);
    const run_id = "20260101_120000_race00";
    const init = { storage: store.root, project: "race", run_id, resume: true };
    const holder = start(sdk);
    await holder.order({ init, log: 1 });
    await holder.kill();
    const heirs = Array.from({ length: 10 }, (_, i) => start(sdks[i % 2] ?? sdk));
    const answers = await Promise.all(heirs.map((heir) => heir.order({ init, log: 1 })));
    assert.equal(answers.filter((answer) => answer.id === run_id).length, 1);
    assert.equal(new Set(answers.map((answer) => answer.directory)).size, 10);
  });
});
