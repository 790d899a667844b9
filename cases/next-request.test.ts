import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  applyDirectory,
  changeOwnPassword,
  type Directory,
  listLinks,
  setMainAccount,
  setMemberships,
  setUserEnabled,
  setUserPassword,
  unlinkAccounts,
  updateKey,
  updateRole,
} from "@clavis/directory";
import { type Asked, basic, ends, openPlace, type Place } from "./asking.ts";
import { openGatewayDoor } from "./doors/gateway-door.ts";
import { moment } from "./names.ts";

const actor = "local:cases";

interface Removal {
  readonly name: string;
  /** Who calls: a key or a user of the world people. */
  readonly caller: string;
  readonly account?: string;
  readonly method?: string;
  /** What is taken away; `key` is the id of the key that called. */
  readonly remove: (directory: Directory, key: string) => Promise<unknown>;
  /** The code and the rule of the next request's refusal. */
  readonly refusal: readonly [string, string | undefined];
}

async function unlink(directory: Directory, portal: string, client: string): Promise<void> {
  const links = await listLinks(directory, { account: portal, limit: 1000 });
  const found = links.find((link) => link.portal === portal && link.client === client);
  await unlinkAccounts(directory, actor, found?.id ?? assert.fail(`${portal} is not linked to ${client}`));
}

/** Each takes away one factor of what allowed the call; none touches what another one needs. */
const removals: readonly Removal[] = [
  {
    name: "KEY-02: a right of the key",
    caller: "key:ofJan",
    remove: (directory, key) => updateKey(directory, actor, key, { rights: ["clients:read"] }),
    refusal: ["right_missing", "key.rights"],
  },
  {
    name: "KEY-02: a network of the key",
    caller: "key:ofEva",
    remove: (directory, key) => updateKey(directory, actor, key, { restrictions: { networks: ["192.0.2.0/24"] } }),
    refusal: ["ip_not_allowed", "key.networks"],
  },
  {
    name: "KEY-02: the key's time",
    caller: "key:ofUit",
    remove: (directory, key) => updateKey(directory, actor, key, { expiresAt: moment + 1000 }),
    refusal: ["credential_expired", "key.expiresAt"],
  },
  {
    name: "KEY-02: a right of the portal",
    caller: "key:narrowPortal",
    account: "CKLANT001",
    remove: (directory) =>
      applyDirectory(directory, actor, { accounts: [{ number: "CPORTAL02", name: "Portal", rights: ["clients"] }] }),
    refusal: ["right_missing", "portal.rights"],
  },
  {
    name: "KEY-02: a right of the link's ceiling",
    caller: "key:short",
    account: "CKORT0009",
    remove: (directory) =>
      applyDirectory(directory, actor, { links: [{ portal: "CKORT0001", client: "CKORT0009", ceiling: ["clients"] }] }),
    refusal: ["right_missing", "link.ceiling"],
  },
  {
    name: "KEY-02: a link on the key's way",
    caller: "key:chain",
    account: "CKETEN005",
    remove: (directory) => unlink(directory, "CKETEN004", "CKETEN005"),
    refusal: ["account_not_reachable", "account.reach"],
  },
  {
    name: "KEY-02: a link on the user's way",
    caller: "keten",
    account: "CKETEN004",
    remove: (directory) => unlink(directory, "CKETEN003", "CKETEN004"),
    refusal: ["account_not_reachable", "account.reach"],
  },
  {
    name: "KEY-02: an account on the way",
    caller: "keten",
    account: "CKETEN003",
    remove: (directory) =>
      applyDirectory(directory, actor, { accounts: [{ number: "CKETEN002", name: "Closed", enabled: false }] }),
    refusal: ["account_not_reachable", "account.reach"],
  },
  {
    name: "KEY-02: a right of the account",
    caller: "els",
    account: "CANDERE01",
    remove: (directory) =>
      applyDirectory(directory, actor, { accounts: [{ number: "CANDERE01", name: "Other", rights: ["clients"] }] }),
    refusal: ["right_missing", "account.rights"],
  },
  {
    name: "AZN-05, KEY-02: a right of the user's role",
    caller: "mia",
    account: "CKLANT001",
    method: "POST",
    remove: (directory) => updateRole(directory, actor, { name: "clerk", rights: ["clients:read"] }),
    refusal: ["right_missing", "user.roles"],
  },
  {
    name: "AZN-05, KEY-02: one of the user's roles",
    caller: "jan",
    method: "POST",
    remove: (directory) =>
      setMemberships(directory, actor, "jan@domain.be", { CKLANT001: ["reader"], CKLANT002: ["full"] }),
    refusal: ["right_missing", "user.roles"],
  },
  {
    name: "AZN-05, KEY-02: the user's membership",
    caller: "piet",
    remove: (directory) => setMemberships(directory, actor, "piet@domain.be", {}),
    refusal: ["account_required", "user.mainAccount"],
  },
  {
    name: "AUT-12: the user",
    caller: "jurgen",
    remove: (directory) => setUserEnabled(directory, actor, "jürgen@domäne.de", false),
    refusal: ["credential_invalid", "credential"],
  },
  {
    name: "AUT-12: the user's password",
    caller: "dubbel",
    remove: (directory) => setUserPassword(directory, actor, "dubbel@domain.be", "een nieuw wachtwoord"),
    refusal: ["credential_invalid", "credential"],
  },
  {
    name: "KEY-02: the link a key was made over",
    caller: "key:ofMax",
    remove: (directory) => unlink(directory, "CPORTAL01", "CKLANT002"),
    refusal: ["credential_revoked", "key.links"],
  },
];

for (const { door, store, open } of ends) {
  describe(`the next request through ${door} on ${store}`, () => {
    let place: Place;
    before(async () => {
      place = await openPlace("people", store, open);
    });
    after(() => place.close());

    function request({ caller, account, method = "GET" }: Pick<Removal, "caller" | "account" | "method">): Asked {
      const { secrets } = place.world.names;
      const basicText = secrets.get(`basic:${caller}`);
      const secret = secrets.get(caller) ?? "";
      const credential = basicText === undefined ? ["X-API-Key", secret] : ["Authorization", `Basic ${basicText}`];
      return { method, headers: [...credential, ...(account === undefined ? [] : ["X-AccountId", account])] };
    }

    for (const removal of removals)
      test(`${removal.name} taken away refuses the very next request`, async () => {
        const { world } = place;
        world.clock.now = moment;
        const asked = request(removal);
        const { record } = await place.ask(asked);
        assert.equal(record.code, undefined);
        await removal.remove(world.engine.directory, record.credential ?? "");
        if (removal.refusal[1] === "key.expiresAt") world.clock.now = moment + 1000;
        const { record: next } = await place.ask(asked);
        assert.deepEqual([next.code, next.rule], removal.refusal);
      });

    test("a link made anew does not bring back the keys that were made over the one before", async () => {
      const { directory } = place.world.engine;
      const asked = request({ caller: "key:overLink" });
      assert.equal((await place.ask(asked)).record.code, undefined);
      await unlink(directory, "CPORTAL01", "CKLANT001");
      assert.equal((await place.ask(asked)).record.code, "credential_revoked");
      await applyDirectory(directory, actor, { links: [{ portal: "CPORTAL01", client: "CKLANT001" }] });
      assert.equal((await place.ask(asked)).record.code, "credential_revoked");
      assert.equal((await place.ask(request({ caller: "key:portal", account: "CKLANT001" }))).record.code, undefined);
    });

    test("AUT-09: what is given counts for the next request too: a password, a main account, a role", async () => {
      const { directory, snapshot } = place.world.engine;
      const given = { headers: basic("leo@domain.be", "een nieuw wachtwoord") };
      const leo = { headers: basic("leo@domain.be", "een eigen wachtwoord") };
      await setUserPassword(directory, actor, "leo@domain.be", "een nieuw wachtwoord");
      assert.equal((await place.ask(given)).record.code, "password_change_required");
      const { id, passwordVersion: provedVersion } = snapshot.findUser("leo@domain.be") ?? assert.fail();
      await changeOwnPassword(directory, `user:${id}`, id, { password: "een eigen wachtwoord", provedVersion });
      assert.equal((await place.ask(leo)).record.code, "account_required");
      await setMemberships(directory, actor, "leo@domain.be", { CKLANT001: ["maker"] });
      await setMainAccount(directory, actor, "leo@domain.be", "CKLANT001");
      assert.equal((await place.ask(leo)).record.code, undefined);
    });
  });
}

test("KEY-02, KEY-04: a key that a key over a link made ends with the link too", async (context) => {
  const place = await openPlace("people", "sqlite", openGatewayDoor);
  context.after(() => place.close());
  const target = "/api/v1/apikeys";
  const make = async (headers: readonly string[], rights: readonly string[]): Promise<string> => {
    const { status, body = "" } = await place.ask({ method: "POST", target, headers, body: { name: "Made", rights } });
    assert.equal(status, 201, body);
    return JSON.parse(body).key;
  };
  const portal = [...basic("an@kantoor.be", "KantoorWachtwoord"), "X-AccountId", "CKLANT001"];
  const first = await make(portal, ["apikeys:create", "invoices:read"]);
  const headers = ["X-API-Key", await make(["X-API-Key", first], ["invoices:read"])];
  const { record } = await place.ask({ headers });
  assert.deepEqual([record.code, record.account], [undefined, "CKLANT001"]);
  await unlink(place.world.engine.directory, "CPORTAL01", "CKLANT001");
  assert.equal((await place.ask({ headers })).record.code, "credential_revoked");
});
