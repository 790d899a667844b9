import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Asked, basic, openPlace } from "./asking.ts";
import type { Observed } from "./door.ts";
import { openCoreDoor } from "./doors/core-door.ts";
import { openGatewayDoor } from "./doors/gateway-door.ts";
import { moment } from "./names.ts";

const gateway = await openPlace("people", "sqlite", openGatewayDoor);
const core = await openPlace("people", "memory", openCoreDoor);
after(async () => {
  await gateway.close();
  await core.close();
});

/** An answer but for what names the one request. */
function shown({ status, answerHeaders, body = "", record }: Observed): string {
  const headers = answerHeaders.flatMap((name, at) =>
    at % 2 === 0 && name.toLowerCase() !== "date" ? [`${name}: ${answerHeaders[at + 1]}`] : [],
  );
  return [status, ...headers, body].join("\n").replaceAll(record.id, "<request id>");
}

async function assertAlike(requests: readonly Asked[], code: string): Promise<void> {
  const answers = new Set<string>();
  for (const asked of requests) {
    const observed = await gateway.ask(asked);
    assert.equal(observed.record.code, code);
    answers.add(shown(observed));
  }
  assert.equal(answers.size, 1, [...answers].join("\n\n"));
}

const wrong = {
  "a wrong password": basic("jan@domain.be", "NietHetWachtwoord"),
  "an unknown user": basic("niemand@domain.be", "NietHetWachtwoord"),
  "a disabled user": basic("uit@domain.be", "UitWachtwoord"),
  "a locked user": basic("slot@domain.be", "SlotWachtwoord"),
  "a user without a password": basic("zonder@domain.be", "NietHetWachtwoord"),
} as const;

test("AUT-07: wrong password, unknown, disabled, locked and passwordless user get one answer, to the last header", async () => {
  await assertAlike(
    Object.values(wrong).map((headers) => ({ headers, address: "127.0.6.1" })),
    "credential_invalid",
  );
});

test("AUT-07: their delays are one answer too", async () => {
  const requests = Object.values(wrong).map((headers) => ({ headers, address: "127.0.6.2" }));
  for (const asked of requests) for (let time = 0; time < 5; time++) await gateway.ask(asked);
  await assertAlike(requests, "attempts_exceeded");
});

test("AUT-07: beside the hash, of which each makes one, their medians over 500 tries differ by less than 5 ms", async () => {
  const times = Object.values(wrong).map((): number[] => []);
  for (let round = 0; round < 500; round++) {
    // Failures are forgotten after a day.
    core.world.clock.now = moment + round * 86_400_000;
    for (const [at, headers] of Object.values(wrong).entries()) {
      const begin = performance.now();
      const { record } = await core.ask({ headers, address: "127.0.6.3" });
      times[at]?.push(performance.now() - begin);
      assert.equal(record.code, "credential_invalid");
    }
  }
  const medians = times.map((each) => each.toSorted((one, other) => one - other)[250] ?? Number.NaN);
  assert.ok(Math.max(...medians) - Math.min(...medians) < 5, medians.join(" "));
});

const unreachable = ["CGRENS001", "CNIEMAND1", "CDICHT001", "CWEG00001"];

test("AZN-03: unrelated, unknown, disabled and unlinked accounts get one answer, for keys and users", async () => {
  const portal = ["X-API-Key", gateway.world.names.secrets.get("key:portal") ?? ""];
  const callers = [portal, basic("an@kantoor.be", "KantoorWachtwoord")];
  for (const caller of callers)
    await assertAlike(
      unreachable.map((number) => ({ headers: [...caller, "X-AccountId", number] })),
      "account_not_reachable",
    );
});

test("AZN-02, AZN-03: the same holds for an account in the path", async () => {
  const headers = basic("an@kantoor.be", "KantoorWachtwoord");
  await assertAlike(
    unreachable.map((number) => ({ target: `/api/v1/accounts/${number}/clients`, headers })),
    "account_not_reachable",
  );
});
