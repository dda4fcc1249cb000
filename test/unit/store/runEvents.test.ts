import assert from "node:assert/strict";

import { RunEvents } from "#core/store/events/runEvents.ts";

describe("RunEvents", () => {
  const now = 1000;
  const alert = (events: RunEvents, text: string) => events.add("alert", now, { text });

  it("tells every alert once, though another process was quicker to commit it", () => {
    const overtaken = new RunEvents(0);
    alert(overtaken, "first");
    overtaken.takeNews(now);
    for (const text of ["second", "third"]) alert(overtaken, text);
    // Two of them are committed; the third is read again.
    const again = new RunEvents(2);
    again.continueNewsOf(overtaken);
    alert(again, "third");
    const news = again.takeNews(now);
    assert.deepEqual(
      news?.alerts.map(({ id, text }) => [id, text]),
      [
        [2, "second"],
        [3, "third"],
      ],
    );
    assert.equal(again.takeNews(now), undefined);
  });
});
