import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestLogReader } from "./request-log-reader.ts";
import { RequestLogThread } from "./request-log-thread.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { inFolder, morning, recordAt } from "./testing/log-fixture.ts";

test("the thread answers as the reader does, and goes on after a bad question", () =>
  inFolder(async (folder) => {
    const clock = () => morning;
    const log = await SqliteRequestLog.open({ folder, node: "a", boot: "1", clock, onProblem: assert.fail });
    for (let number = 0; number < 5; number++) log.append(recordAt(morning, number));
    await log.close();
    const thread = new RequestLogThread(folder);
    const reader = new RequestLogReader(folder);
    try {
      await assert.rejects(thread.list({ limit: 3, before: "nonsense" }), RangeError);
      assert.deepEqual(await thread.list({ limit: 3 }), await reader.list({ limit: 3 }));
      const { id } = recordAt(morning, 2);
      assert.deepEqual(await thread.get(id), await reader.get(id));
      assert.equal(await thread.get("unknown"), undefined);
    } finally {
      await thread.close();
    }
  }));
