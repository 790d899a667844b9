import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectoryError, HasherBusy } from "@clavis/directory";
import { refusing } from "./refusals.ts";

test("AUT-14: where no more passwords can be hashed the answer is overloaded, with a time to come back", async () => {
  const result = await refusing(() => Promise.reject(new HasherBusy("all are busy")));
  assert.ok("code" in result);
  assert.deepEqual([result.code, result.retryAfter], ["overloaded", 2]);
});

test("what the directory refuses is the answer, any other error is not", async () => {
  const refused = await refusing(() => Promise.reject(new DirectoryError("conflict", "It is taken.")));
  assert.deepEqual(refused, { code: "conflict", detail: "It is taken." });
  await assert.rejects(
    refusing(() => Promise.reject(new TypeError("ours"))),
    TypeError,
  );
});
