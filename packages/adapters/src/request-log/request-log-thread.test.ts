import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestLogReader } from "./request-log-reader.ts";
import { RequestLogThread } from "./request-log-thread.ts";
import { SqliteRequestLog } from "./sqlite-request-log.ts";
import { day, inFolder, morning, recordAt } from "./testing/log-fixture.ts";

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

test("an account with too many open questions is told so, and another one is answered", () =>
  inFolder(async (folder) => {
    const thread = new RequestLogThread(folder, { all: 4, account: 2 });
    try {
      const first = [thread.list({ limit: 1, account: "C1" }), thread.get("unknown", "C1")];
      assert.equal(await thread.list({ limit: 1, account: "C1" }), "overloaded");
      assert.equal(await thread.get("unknown", "C1"), "overloaded");
      const others = [thread.list({ limit: 1, account: "C2" }), thread.list({ limit: 1, account: "C3" })];
      assert.equal(await thread.list({ limit: 1, account: "C4" }), "overloaded", "in all there are four");
      assert.deepEqual(await Promise.all([...first, ...others]), [[], undefined, [], []]);
      assert.deepEqual(await thread.list({ limit: 1, account: "C1" }), [], "once they are answered it may ask again");
    } finally {
      await thread.close();
    }
  }));

test("a short question is answered while a search over many days goes on", () =>
  inFolder(async (folder) => {
    for (let at = 0; at < 30; at++) {
      const clock = () => morning + at * day;
      const log = await SqliteRequestLog.open({ folder, node: "a", boot: `${at}`, clock, onProblem: assert.fail });
      await log.commit(recordAt(clock(), at));
      await log.close();
    }
    const thread = new RequestLogThread(folder);
    try {
      const answered: string[] = [];
      const long = thread.list({ limit: 99, account: "C1" }).then(() => answered.push("long"));
      const short = thread.list({ limit: 1 }).then(() => answered.push("short"));
      await Promise.all([long, short]);
      assert.deepEqual(answered, ["short", "long"]);
    } finally {
      await thread.close();
    }
  }));
