import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Check, Code } from "@clavis/core";
import { type Asked, basic, ends, openPlace, type Place } from "./asking.ts";
import { moment } from "./names.ts";

/** Everywhere a key can stand. */
const ways: Readonly<Record<string, (secret: string) => Pick<Asked, "target" | "headers">>> = {
  header: (secret) => ({ headers: ["X-API-Key", secret] }),
  bearer: (secret) => ({ headers: ["Authorization", `Bearer ${secret}`] }),
  // A change by cookie must show that it is no other site's.
  cookie: (secret) => ({ headers: ["Cookie", `api_key=${secret}`, "Clavis-Csrf", "1"] }),
  query: (secret) => ({ target: `?apikey=${secret}`, headers: [] }),
};

interface Hurdle {
  readonly what: string;
  readonly secret: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly address?: string;
  /** Seconds after the moment of the cases. */
  readonly at?: number;
  readonly check: Check;
  readonly code: Code;
}

const hurdles: readonly Hurdle[] = [
  { what: "an unknown one", secret: "stranger", check: "credential", code: "credential_invalid" },
  { what: "a damaged one", secret: "damaged:everything", check: "credential", code: "credential_invalid" },
  { what: "a revoked one", secret: "key:revoked", check: "standing", code: "credential_revoked" },
  { what: "a disabled one", secret: "key:disabled", check: "standing", code: "credential_disabled" },
  { what: "an expired one", secret: "key:expiring", check: "standing", code: "credential_expired" },
  { what: "one to come", secret: "key:coming", at: -1, check: "standing", code: "credential_not_yet_valid" },
  { what: "a replaced secret", secret: "key:replaced", check: "standing", code: "credential_expired" },
  { what: "another environment's", secret: "key:sandboxed", check: "standing", code: "environment_mismatch" },
  { what: "one outside its networks", secret: "key:office", check: "place", code: "ip_not_allowed" },
  { what: "a closed account's", secret: "key:closedAccount", check: "account", code: "account_not_reachable" },
  {
    what: "one in another's account",
    secret: "key:everything",
    headers: ["X-AccountId", "CANDERE01"],
    check: "account",
    code: "account_not_reachable",
  },
  { what: "one without the right", secret: "key:reader", method: "POST", check: "right", code: "right_missing" },
  {
    what: "one whose account lacks the right",
    secret: "key:narrowedAccount",
    method: "DELETE",
    path: "/api/v1/invoices/7",
    check: "right",
    code: "right_missing",
  },
];

for (const { door, store, open } of ends) {
  describe(`every way in through ${door} on ${store}`, () => {
    let main: Place;
    let people: Place;
    before(async () => {
      main = await openPlace("main", store, open);
      people = await openPlace("people", store, open);
    });
    after(async () => {
      await main.close();
      await people.close();
    });

    const askBy = async (
      way: string,
      { secret, path = "/api/v1/invoices", headers = [], ...more }: Partial<Hurdle>,
    ) => {
      const text = main.world.names.secrets.get(secret ?? "");
      const carried = ways[way]?.(text ?? assert.fail(secret)) ?? assert.fail(way);
      const { method = "GET", address = "127.0.0.1", at = 0 } = more;
      main.world.clock.now = moment + at * 1000;
      const target = path + (carried.target ?? "");
      const { record } = await main.ask({ method, address, target, headers: [...carried.headers, ...headers] });
      return { check: record.check, code: record.code };
    };

    for (const way of Object.keys(ways)) {
      test(`AUT-11, KEY-02: a good key is accepted in the ${way}`, async () => {
        assert.deepEqual(await askBy(way, { secret: "key:everything" }), { check: undefined, code: undefined });
        assert.deepEqual(await askBy(way, { secret: "key:office", address: "127.0.7.1" }), {
          check: undefined,
          code: undefined,
        });
      });
      for (const hurdle of hurdles)
        test(`AUT-11, KEY-02: ${hurdle.what} is refused in the ${way}`, async () => {
          assert.deepEqual(await askBy(way, hurdle), { check: hurdle.check, code: hurdle.code });
        });
    }

    test("AUT-11, NET-06: a key has one rate, whatever carries it", async () => {
      const codes: unknown[] = [];
      for (const way of Object.keys(ways)) codes.push((await askBy(way, { secret: "key:limitedOnce" })).code);
      assert.deepEqual(codes, [undefined, "rate_limited", "rate_limited", "rate_limited"]);
    });

    test("AUT-11, LEG-06: two ways at once are no way, whichever two", async () => {
      const secret = main.world.names.secrets.get("key:everything") ?? "";
      const names = Object.keys(ways);
      for (const one of names)
        for (const other of names.slice(names.indexOf(one) + 1)) {
          const carried = [ways[one]?.(secret), ways[other]?.(secret)];
          const query = carried.map((each) => each?.target ?? "").join("");
          const headers = carried.flatMap((each) => each?.headers ?? []);
          const { record } = await main.ask({ target: `/api/v1/invoices${query}`, headers });
          assert.equal(record.code, "credential_conflict", `${one} and ${other}`);
        }
    });

    const userHurdles: readonly (readonly [string, Asked, Check, Code])[] = [
      ["an unknown user", { headers: basic("x@domain.be", "Wachtwoord") }, "credential", "credential_invalid"],
      ["a wrong password", { headers: basic("an@kantoor.be", "Wachtwoord") }, "credential", "credential_invalid"],
      ["a disabled user", { headers: basic("uit@domain.be", "UitWachtwoord") }, "credential", "credential_invalid"],
      ["no main account", { headers: basic("els@domain.be", "ElsWachtwoord") }, "account", "account_required"],
      [
        "another's account",
        { headers: [...basic("jan@domain.be", "MijnWachtwoord"), "X-AccountId", "CANDERE01"] },
        "account",
        "account_not_reachable",
      ],
      [
        "no role with the right",
        { method: "POST", headers: basic("piet@domain.be", "LeesWachtwoord1") },
        "right",
        "right_missing",
      ],
      [
        "an account without the right",
        {
          method: "POST",
          headers: [...basic("an@kantoor.be", "KantoorWachtwoord"), "X-AccountId", "CKLANT003"],
        },
        "right",
        "right_missing",
      ],
    ];
    for (const [what, asked, check, code] of userHurdles)
      test(`AUT-11, KEY-02: ${what} is refused with Basic`, async () => {
        const { record } = await people.ask({ ...asked, address: "127.0.5.1" });
        assert.deepEqual({ check: record.check, code: record.code }, { check, code });
      });
  });
}
