import assert from "node:assert/strict";
import { test } from "node:test";
import { openServer } from "./doors/open-server.ts";
import { ask, openVerifyDoor } from "./doors/verify-door.ts";
import { moment } from "./names.ts";
import { testCases } from "./run.ts";
import { openWorld } from "./world.ts";

testCases("verify", "memory", openVerifyDoor);
testCases("verify", "sqlite", openVerifyDoor);

test("a description that is not valid is refused with every member that is wrong", async (context) => {
  const world = await openWorld("plain", "memory");
  const server = await openServer(world, "http://127.0.0.1:9");
  context.after(async () => {
    await server.close();
    await world.close();
  });
  const { status, body } = await ask(server.authzPort, { method: "GET", headers: [["X Y", "a\r\nb"]], adress: "::1" });
  const { code, problems } = JSON.parse(body);
  assert.deepEqual([status, code], [422, "validation_failed"]);
  const members: string[] = problems.map(({ member }: { member: string }) => member);
  for (const member of ["target", "headers[0][0]", "headers[0][1]", "adress"])
    assert.ok(members.includes(member), body);
});

test("a rehearsal charges nothing and leaves no record", async (context) => {
  const world = await openWorld("main", "memory");
  const server = await openServer(world, "http://127.0.0.1:9");
  context.after(async () => {
    await server.close();
    await world.close();
  });
  const headers = [["X-API-Key", world.names.secrets.get("key:limitedOnce")]];
  const described = { method: "GET", target: "/api/v1/invoices", headers };
  const effects: string[] = [];
  for (const rehearse of [true, true, false, true, false])
    effects.push(JSON.parse((await ask(server.authzPort, { ...described, rehearse })).body).effect);
  assert.deepEqual(effects, ["allow", "allow", "allow", "allow", "refuse"]);
  assert.equal(world.records.filter(({ listener }) => listener === "public").length, 2);
});

test("a rehearsal spends no use, binds no anchor and keeps no session", async (context) => {
  const world = await openWorld("tills", "memory");
  const server = await openServer(world, "http://127.0.0.1:9");
  context.after(async () => {
    await server.close();
    await world.close();
  });
  const secretOf = (name: string): string => world.names.secrets.get(name) ?? assert.fail(name);
  const effectOf = async (header: string, value: string, address: string, rehearse: boolean): Promise<string> => {
    const described = { method: "GET", target: "/api/v1/orders", headers: [[header, value]], address, rehearse };
    return JSON.parse((await ask(server.authzPort, described)).body).effect;
  };
  const once = `Bearer ${secretOf("token:once")}`;
  const effects: string[] = [];
  for (const rehearse of [true, true, false, true, false])
    effects.push(await effectOf("Authorization", once, "127.0.0.1", rehearse));
  // That its uses are spent is found out by spending one.
  assert.deepEqual(effects, ["allow", "allow", "allow", "allow", "refuse"]);
  const anchored = secretOf("key:anchored");
  assert.equal(await effectOf("X-API-Key", anchored, "127.0.0.1", true), "allow");
  assert.equal(await effectOf("X-API-Key", anchored, "127.0.20.1", false), "allow");
  assert.equal(await effectOf("X-API-Key", anchored, "127.0.0.1", true), "refuse");
  const cookie = `__Host-session=${secretOf("session:manager")}`;
  world.clock.now = moment + 3_000_000;
  assert.equal(await effectOf("Cookie", cookie, "127.0.0.1", true), "allow");
  world.clock.now = moment + 3_600_000;
  assert.equal(await effectOf("Cookie", cookie, "127.0.0.1", true), "refuse");
});
