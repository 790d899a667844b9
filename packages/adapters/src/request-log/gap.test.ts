import assert from "node:assert/strict";
import { test } from "node:test";
import { type Gap, GapList } from "./gap.ts";

const gapAt = (seq: number, over: Partial<Gap> = {}): Gap => ({
  fromSeq: seq,
  toSeq: seq,
  count: 1,
  reason: "overload",
  fromTime: seq,
  toTime: seq,
  ...over,
});

test("neighbours of one reason and day are one gap, others stay apart", () => {
  const list = new GapList();
  for (const seq of [1, 2, 3]) list.add(gapAt(seq));
  list.add(gapAt(4, { reason: "write-failed" }));
  list.add(gapAt(6, { reason: "write-failed" }));
  list.add(gapAt(7, { reason: "write-failed", fromTime: 86_400_000, toTime: 86_400_000 }));
  const gaps = list.take();
  assert.deepEqual(
    gaps.map(({ fromSeq, toSeq, count, reason }) => [fromSeq, toSeq, count, reason]),
    [
      [1, 3, 3, "overload"],
      [4, 4, 1, "write-failed"],
      [6, 6, 1, "write-failed"],
      [7, 7, 1, "write-failed"],
    ],
  );
  assert.deepEqual([gaps[0]?.fromTime, gaps[0]?.toTime, list.size], [1, 3, 0]);
});

test("however many gaps wait, the list is bounded, covers all of them and counts right", () => {
  const list = new GapList();
  for (let seq = 1; seq <= 10_000; seq += 2) list.add(gapAt(seq));
  assert.equal(list.size, 256);
  const gaps = list.take();
  assert.deepEqual([gaps[0]?.fromSeq, gaps.at(-1)?.toSeq], [1, 9_999]);
  assert.equal(
    gaps.reduce((sum, { count }) => sum + count, 0),
    5_000,
  );
});
