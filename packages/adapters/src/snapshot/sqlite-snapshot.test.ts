import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { epochKinds, lockKinds, StoreUnavailable } from "@clavis/core";
import type { FollowingSnapshot, SnapshotOptions } from "./following-snapshot.ts";
import { openSqliteSnapshot } from "./sqlite-snapshot.ts";
import { shut } from "./stored-restrictions.ts";
import { PlainDirectory, testDigester, testKeyId } from "./testing/plain-directory.ts";

const revoker = join(import.meta.dirname, "testing/revoke-key.ts");
const locker = join(import.meta.dirname, "testing/lock-object.ts");

interface Setting {
  readonly path: string;
  readonly directory: PlainDirectory;
  open(options?: Partial<SnapshotOptions>): FollowingSnapshot;
}

/** A directory with account C1 and its key 1, whose secret is "one". */
async function inSetting(use: (setting: Setting) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "clavis-snapshot-"));
  const path = join(folder, "clavis.db");
  const directory = new PlainDirectory(path);
  const snapshots: FollowingSnapshot[] = [];
  const open = (options: Partial<SnapshotOptions> = {}): FollowingSnapshot => {
    const snapshot = openSqliteSnapshot(path, { digester: testDigester, ...options });
    snapshots.push(snapshot);
    return snapshot;
  };
  try {
    directory.create();
    directory.addAccount("C1");
    directory.addKey({ id: testKeyId(1), account: "C1", secrets: ["one"] });
    await use({ path, directory, open });
  } finally {
    for (const snapshot of snapshots) snapshot.close();
    directory.close();
    rmSync(folder, { recursive: true });
  }
}

test("a snapshot has every key and account of its store, as they are written there", async () => {
  await inSetting(({ directory, open }) => {
    const restrictions = '{"networks":["10.0.0.0/8"],"rate":{"limit":2,"seconds":60}}';
    const rights = '["invoices:read"]';
    directory.addKey({ id: testKeyId(2), account: "C1", secrets: ["two", "TWO"], rights, restrictions, expiresAt: 99 });
    const snapshot = open();
    assert.equal(snapshot.revision, 3);
    const key = snapshot.findKey("TWO");
    assert.deepEqual(
      {
        ...key,
        slot: 0,
        rights: key?.rights.texts,
        ceilings: key?.ceilings.map(({ texts }) => texts),
        restrictions: { ...key?.restrictions, networks: key?.restrictions?.networks?.texts },
      },
      {
        id: testKeyId(2),
        version: 2,
        slot: 0,
        environment: "production",
        owner: "account",
        account: snapshot.findAccount("C1"),
        rights: ["invoices:read"],
        ceilings: [["*"]],
        links: [],
        boundTo: undefined,
        enabled: true,
        notBefore: -Infinity,
        expiresAt: 99,
        revokedAt: Infinity,
        versionEndsAt: Infinity,
        restrictions: { networks: ["10.0.0.0/8"], rate: { limit: 2, seconds: 60 } },
      },
    );
    assert.equal(snapshot.findKey("one")?.rights, key?.ceilings[0]);
    for (const secret of ["", "One", "three", "\ud800", "x".repeat(100_000)])
      assert.equal(snapshot.findKey(secret), undefined);
    for (const number of ["C2", "", "__proto__", "constructor"]) assert.equal(snapshot.findAccount(number), undefined);
  });
});

test("thousands of keys are loaded over the borders of pages, each with its own versions", async () => {
  await inSetting(({ directory, open }) => {
    directory.database.exec("begin");
    directory.run(`insert into api_key with recursive n(i) as (select 2 union all select i + 1 from n where i < 2600)
      select i * 3, 'key_' || printf('%022d', i), 'production', 1, null, 'name', 1, 1, null, 'local:test', null, 1, null, i,
        null, null, 0, 0 from n`);
    const add = directory.database.prepare("insert into key_version values (?, ?, ?, 1, 'last', 0, null)");
    for (let number = 2; number <= 2600; number++)
      for (let version = 1; version <= number % 3; version++)
        add.run(number * 3, version, Buffer.from(testDigester.digestHex(`${number}/${version}`), "hex"));
    directory.database.exec("commit");
    const snapshot = open();
    for (let number = 2; number <= 2600; number++)
      for (let version = 1; version <= 3; version++) {
        const key = snapshot.findKey(`${number}/${version}`);
        const expected = version <= number % 3 ? [number, version] : [undefined, undefined];
        assert.deepEqual([key?.expiresAt, key?.version], expected);
      }
  });
});

test("a key revoked by a second process is refused by the next request", async () => {
  await inSetting(async ({ path, open }) => {
    const snapshot = open();
    assert.equal(snapshot.findKey("one")?.revokedAt, Infinity);
    await promisify(execFile)(process.execPath, [revoker, path, testKeyId(1), "123"]);
    assert.equal(snapshot.findKey("one")?.revokedAt, 123);
    assert.equal(snapshot.revision, 3);
  });
});

test("a change of this turn is seen once catchUp is called", async () => {
  await inSetting(({ path, open }) => {
    const snapshot = open();
    snapshot.findKey("one");
    assert.equal(spawnSync(process.execPath, [revoker, path, testKeyId(1), "123"]).status, 0);
    assert.equal(snapshot.catchUp(), 3);
    assert.equal(snapshot.findKey("one")?.revokedAt, 123);
  });
});

test("a snapshot is opened before any other process has the store open, and follows from there", async () => {
  await inSetting(async ({ path, directory, open }) => {
    directory.close();
    const snapshot = open();
    directory.database.open();
    assert.equal(spawnSync(process.execPath, [revoker, path, testKeyId(1), "123"]).status, 0);
    await nextTurn();
    assert.equal(snapshot.findKey("one")?.revokedAt, 123);
  });
});

test("new keys, rotations, removals and changes of accounts are followed", async () => {
  await inSetting(async ({ directory, open }) => {
    const snapshot = open();
    const slot = snapshot.findKey("one")?.slot;
    const other = open();

    directory.addAccount("C2");
    directory.addKey({ id: testKeyId(2), account: "C2", secrets: ["two"], rights: '["clients"]' });
    await nextTurn();
    assert.deepEqual(snapshot.findKey("two")?.rights.texts, ["clients"]);

    directory.rotateKey(testKeyId(1), 2, "one again", 5000);
    await nextTurn();
    const versions = ["one", "one again"].map((secret) => snapshot.findKey(secret));
    assert.deepEqual(
      versions.map((key) => [key?.id, key?.version, key?.slot, key?.versionEndsAt]),
      [
        [testKeyId(1), 1, slot, 5000],
        [testKeyId(1), 2, slot, Infinity],
      ],
    );

    directory.disableAccount("C1");
    await nextTurn();
    const owned = snapshot.findKey("one again");
    assert.ok(owned?.owner === "account" && owned.account === snapshot.findAccount("C1"));
    assert.equal(owned.account.enabled, false);

    directory.removeKey(testKeyId(1));
    await nextTurn();
    assert.equal(snapshot.findKey("one"), undefined);
    assert.equal(other.findKey("one again"), undefined);
  });
});

test("users are found by address in any spelling, with the rights of all their roles, and are followed", async () => {
  await inSetting(async ({ directory, open }) => {
    directory.putRole("reader", '["invoices:read"]');
    directory.putRole("writer", '["clients","!clients:delete"]');
    directory.addUser("usr_1", "caf\u00e9@domain.be", [
      ["C1", "reader"],
      ["C1", "writer"],
    ]);
    const snapshot = open();
    const user = snapshot.findUser(" CAFE\u0301@Domain.be");
    assert.deepEqual(
      {
        ...user,
        memberships: [...(user?.memberships ?? [])].map(([account, held]) => [
          account,
          held.rights.texts,
          held.restrictions,
        ]),
      },
      {
        id: "usr_1",
        enabled: true,
        kind: undefined,
        mainAccount: "C1",
        passwordVersion: 5,
        passwordChangeDue: false,
        memberships: [["C1", ["invoices:read", "clients", "!clients:delete"], []]],
      },
    );
    assert.equal(snapshot.findUserById("usr_1"), user);
    for (const name of ["", "usr_1", "other@domain.be", "__proto__"]) assert.equal(snapshot.findUser(name), undefined);

    directory.change("user", "usr_1", () => directory.run("update user set enabled = 0, password_version = 6"));
    await nextTurn();
    assert.deepEqual(
      [snapshot.findUserById("usr_1")?.enabled, snapshot.findUserById("usr_1")?.passwordVersion],
      [false, 6],
    );
    directory.change("user", "usr_1", () => directory.database.exec("delete from membership; delete from user"));
    await nextTurn();
    assert.deepEqual(
      [snapshot.findUserById("usr_1"), snapshot.findUser("caf\u00e9@domain.be")],
      [undefined, undefined],
    );
  });
});

test("AZN-05: a role that is changed is another for all who hold it by the next request", async () => {
  await inSetting(async ({ directory, open }) => {
    directory.putRole("reader", '["invoices:read"]');
    for (let at = 0; at < 3; at++) directory.addUser(`usr_${at}`, `user${at}@domain.be`, [["C1", "reader"]]);
    const snapshot = open();
    directory.putRole("reader", '["clients:read"]');
    await nextTurn();
    for (let at = 0; at < 3; at++)
      assert.deepEqual(snapshot.findUserById(`usr_${at}`)?.memberships.get("C1")?.rights.texts, ["clients:read"]);
  });
});

test("KEY-02: links and the accounts they lead over are followed", async () => {
  await inSetting(async ({ directory, open }) => {
    for (const number of ["C2", "C3"]) directory.addAccount(number);
    directory.addLink("lnk_1", "C1", "C2", '["*"]');
    const snapshot = open();
    directory.addLink("lnk_2", "C2", "C3", '["invoices:read"]');
    await nextTurn();
    const chain = snapshot.findChain("C1", "C3");
    assert.deepEqual(
      chain?.map(({ id, portal, client, ceiling }) => [id, portal, client, ceiling.texts]),
      [
        ["lnk_1", "C1", "C2", ["*"]],
        ["lnk_2", "C2", "C3", ["invoices:read"]],
      ],
    );
    assert.equal(snapshot.findChain("C1", "C3"), chain);
    directory.disableAccount("C2");
    await nextTurn();
    assert.deepEqual([snapshot.findChain("C1", "C3"), snapshot.hasLink("lnk_1")], [undefined, true]);
    directory.change("account", "C2", () => directory.run("update account set enabled = 1"));
    await nextTurn();
    assert.equal(snapshot.findChain("C1", "C3")?.length, 2);
    directory.change("link", "lnk_1", () => directory.run("delete from link where id = 'lnk_1'"));
    await nextTurn();
    assert.deepEqual([snapshot.findChain("C1", "C3"), snapshot.hasLink("lnk_1")], [undefined, false]);
  });
});

test("KEY-02: a key has all its ceilings and the links it was made over, loaded whole and after a change", async () => {
  await inSetting(async ({ directory, open }) => {
    const following = open();
    directory.addKey({ id: testKeyId(2), account: "C1", secrets: ["two"], rights: '["invoices"]' });
    directory.change("key", testKeyId(1), () => {
      directory.run("insert into key_ceiling select 1, 1, row from right_list where rights = '[\"invoices\"]'");
      directory.run("insert into key_ceiling select 1, 2, row from right_list where rights = '[\"*\"]'");
      directory.run("insert into key_link values (1, 'lnk_1')");
    });
    await nextTurn();
    for (const snapshot of [following, open()]) {
      const [one, two] = ["one", "two"].map((secret) => snapshot.findKey(secret));
      assert.deepEqual(
        one?.ceilings.map(({ texts }) => texts),
        [["*"], ["invoices"], ["*"]],
      );
      assert.deepEqual([one?.links, two?.links, two?.ceilings.length], [["lnk_1"], [], 1]);
    }
    directory.removeKey(testKeyId(2));
    directory.change("key", testKeyId(1), () => {
      directory.database.exec("delete from key_ceiling; delete from key_link");
    });
    await nextTurn();
    assert.deepEqual([following.findKey("one")?.ceilings.length, following.findKey("one")?.links], [1, []]);
  });
});

test("AZN-05: a role that restricts whoever holds it is followed", async () => {
  await inSetting(async ({ directory, open }) => {
    directory.putRole("reader", '["invoices:read"]', '{"countries":["NL"]}');
    directory.addUser("usr_1", "an@domain.be", [["C1", "reader"]]);
    const snapshot = open();
    const narrowed = () => snapshot.findUserById("usr_1")?.memberships.get("C1")?.restrictions;
    assert.deepEqual(narrowed(), [{ role: "reader", restrictions: { countries: new Set(["NL"]) } }]);
    directory.putRole("reader", '["invoices:read"]', '{"later":1}');
    await nextTurn();
    assert.deepEqual(narrowed(), [{ role: "reader", restrictions: shut }]);
    directory.putRole("reader", '["invoices:read"]');
    await nextTurn();
    assert.deepEqual(narrowed(), []);
  });
});

test("an application's keys show it as it is, and it is followed", async () => {
  await inSetting(async ({ directory, open }) => {
    directory.putApplication("agenda", '["calendars"]', null);
    directory.addKey({ id: testKeyId(2), application: "agenda", secrets: ["two"], boundTo: "usr_1" });
    const following = open();
    directory.putApplication("agenda", '["calendars"]', '{"operations":["listGroups"]}', 0);
    await nextTurn();
    for (const snapshot of [following, open()]) {
      const key = snapshot.findKey("two");
      assert.ok(key?.owner === "application" && key.application === snapshot.findApplication("agenda"));
      assert.deepEqual([key.application.enabled, key.application.rights.texts], [false, ["calendars"]]);
      assert.deepEqual(key.application.restrictions, { operations: new Set(["listGroups"]) });
      assert.equal(key.boundTo, "usr_1");
      assert.equal(snapshot.findApplication("C1"), undefined);
    }
  });
});

test("what a second process locks or ends the sessions of is so for the next request", async () => {
  await inSetting(async ({ path, open }) => {
    const snapshot = open();
    const state = () => lockKinds.map((kind) => [snapshot.isLocked(kind, "C1"), snapshot.epochOf(kind, "C1")]);
    assert.deepEqual(
      state(),
      lockKinds.map(() => [false, 0]),
    );
    await promisify(execFile)(process.execPath, [locker, path, "environment", "C1"]);
    assert.deepEqual(
      state(),
      lockKinds.map((kind) => (kind === "environment" ? [true, 1] : [false, 0])),
    );
  });
});

test("a lock of a kind that nothing is of locks nothing, and does not keep the others from being read", async () => {
  await inSetting(({ directory, open }) => {
    for (const kind of ["__proto__", "session", "account"])
      directory.run("insert into lock values (?, 'C1', 'lost', 0, 'local:test')", kind);
    directory.run("insert into epoch values ('session', 'C1', 3)");
    const snapshot = open();
    assert.deepEqual(
      lockKinds.filter((kind) => snapshot.isLocked(kind, "C1")),
      ["account"],
    );
    assert.deepEqual(
      epochKinds.map((kind) => snapshot.epochOf(kind, "C1")),
      epochKinds.map(() => 0),
    );
  });
});

test("a key is found by its id as well, by its newest secret", async () => {
  await inSetting(async ({ directory, open }) => {
    const snapshot = open();
    assert.equal(snapshot.findKeyById(testKeyId(1)), snapshot.findKey("one"));
    directory.rotateKey(testKeyId(1), 2, "one again", 5000);
    await nextTurn();
    assert.equal(snapshot.findKeyById(testKeyId(1)), snapshot.findKey("one again"));
    for (const id of ["", "key_", testKeyId(2), "one"]) assert.equal(snapshot.findKeyById(id), undefined);
  });
});

test("a change that no audit entry explains is found by a full load", async () => {
  await inSetting(async ({ directory, open }) => {
    const snapshot = open();
    const slot = snapshot.findKey("one")?.slot;
    directory.addKey({ id: testKeyId(2), account: "C1", secrets: ["two"] });
    await nextTurn();
    snapshot.findKey("two");
    directory.run("update api_key set enabled = 0 where id = ?", testKeyId(1));
    await nextTurn();
    assert.deepEqual([snapshot.findKey("one")?.enabled, snapshot.findKey("one")?.slot], [false, slot]);

    directory.run("delete from key_version where key = 1");
    directory.run("delete from api_key where row = 1");
    directory.change("something new", "x", () => {});
    await nextTurn();
    assert.deepEqual([snapshot.findKey("one"), snapshot.findKey("two")?.id], [undefined, testKeyId(2)]);
    assert.equal(snapshot.revision, 4);
  });
});

test("a hole in the revisions leads to a full load", async () => {
  await inSetting(async ({ directory, open }) => {
    const snapshot = open();
    directory.revokeKey(testKeyId(1), 7);
    directory.addAccount("C2");
    directory.run("delete from audit where revision = 3");
    await nextTurn();
    assert.equal(snapshot.findKey("one")?.revokedAt, 7);
    assert.equal(snapshot.revision, 4);
  });
});

test("listeners are told of each change once, after it has taken effect", async () => {
  await inSetting(async ({ directory, open }) => {
    const snapshot = open();
    const seen: unknown[] = [];
    const stop = snapshot.onChange((revision) => seen.push([revision, snapshot.findKey("one")?.revokedAt]));
    directory.revokeKey(testKeyId(1), 7);
    directory.addAccount("C2");
    snapshot.catchUp();
    snapshot.catchUp();
    await nextTurn();
    snapshot.findKey("one");
    assert.deepEqual(seen, [[4, 7]]);
    directory.run("update api_key set revoked_at = 8");
    snapshot.catchUp();
    assert.deepEqual(seen.splice(0), [
      [4, 7],
      [4, 8],
    ]);
    stop();
    directory.addAccount("C3");
    snapshot.catchUp();
    assert.deepEqual(seen, []);
  });
});

test("CFG-05: without its store a snapshot decides within the stated age and not after, and recovers", async () => {
  await inSetting(async ({ directory, open }) => {
    let time = 0;
    const snapshot = open({ clock: () => time, maxAge: 1000 });
    directory.database.exec("alter table head rename to lost");
    time = 1000;
    await nextTurn();
    assert.deepEqual([snapshot.findKey("one")?.id, snapshot.age], [testKeyId(1), 1000]);
    time = 1001;
    assert.throws(() => snapshot.findKey("one"), StoreUnavailable);
    await nextTurn();
    assert.throws(() => snapshot.findAccount("C1"), StoreUnavailable);
    assert.throws(() => snapshot.findKey("unknown"), StoreUnavailable);
    directory.database.exec("alter table lost rename to head");
    directory.revokeKey(testKeyId(1), 7);
    await nextTurn();
    assert.deepEqual([snapshot.findKey("one")?.revokedAt, snapshot.age], [7, 0]);
  });
});

test("time without requests does not count as age", async () => {
  await inSetting(async ({ open }) => {
    let time = 0;
    const snapshot = open({ clock: () => time, maxAge: 1000 });
    time = 1_000_000;
    await nextTurn();
    assert.equal(snapshot.findKey("one")?.id, testKeyId(1));
  });
});

test("a store that can not be opened, or is none, is reported when the snapshot is made", async () => {
  await inSetting(({ path, directory }) => {
    const options = { digester: testDigester };
    assert.throws(() => openSqliteSnapshot(`${path}.none`, options), StoreUnavailable);
    directory.database.exec("drop table head");
    assert.throws(() => openSqliteSnapshot(path, options), StoreUnavailable);
  });
});

test("CFG-05: a database that a restore has replaced counts as unreadable, is reported once, and ends decisions in time", async () => {
  await inSetting(({ path, directory, open }) => {
    let time = 0;
    const problems: unknown[] = [];
    const snapshot = open({ clock: () => time, maxAge: 1000, onProblem: (cause) => problems.push(cause) });
    directory.database.exec("pragma wal_checkpoint(truncate)");
    const set = `${path}.restored`;
    copyFileSync(path, set);
    snapshot.examine();
    assert.deepEqual([problems.length, snapshot.age], [0, 0]);
    renameSync(set, path);
    for (time = 250; time <= 1000; time += 250) snapshot.examine();
    assert.equal(problems.length, 1);
    assert.match(String(problems[0]), /no longer the file/);
    time = 1000;
    assert.equal(snapshot.findKey("one")?.id, testKeyId(1));
    time = 1001;
    assert.equal(snapshot.age, 1001);
    assert.throws(() => snapshot.findKey("one"), StoreUnavailable);
  });
});
