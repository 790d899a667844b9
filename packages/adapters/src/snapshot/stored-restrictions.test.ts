import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "@clavis/core";
import { compileRestrictions } from "./stored-restrictions.ts";

test("networks and rate come back ready for use", () => {
  const { networks, rate, executable } = compileRestrictions(
    '{"networks":["10.0.0.0/8"],"rate":{"limit":2,"seconds":60}}',
  );
  const has = (text: string): boolean | undefined => {
    const address = parseAddress(text);
    return address && networks?.has(address);
  };
  assert.deepEqual([has("10.1.2.3"), has("11.1.2.3")], [true, false]);
  assert.deepEqual(rate, { limit: 2, seconds: 60 });
  assert.equal(executable, true);
});

test("a key without restrictions has none", () => {
  assert.deepEqual(compileRestrictions("{}"), { networks: undefined, rate: undefined, executable: true });
});

test("CFG-05: restrictions that are not understood whole are not executable", () => {
  const lists = ["[]", '["10.0.0.0/8","x"]', "[5]", '"10.0.0.0/8"', "null"].map((list) => `{"networks":${list}}`);
  const rates = ["5", "null", '{"limit":1}', '{"limit":0,"seconds":1}', '{"limit":1,"seconds":1,"burst":2}'];
  const others = ["", "null", "[]", '{"countries":["NL"]}', '{"__proto__":1}', '{"constructor":1}'];
  for (const json of [...lists, ...rates.map((rate) => `{"rate":${rate}}`), ...others])
    assert.equal(compileRestrictions(json).executable, false, json);
});
