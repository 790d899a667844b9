import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Wire } from "../packages/doors/test/wire.ts";
import { call } from "./call.ts";
import { type Canary, formsOf, makeCanaries } from "./canaries.ts";
import { described, places, withKey } from "./canary-places.ts";
import { until } from "./running-start.ts";
import { Stand } from "./stand.ts";

const socket = join(tmpdir(), `clavis-canary-${process.pid}.sock`);
const stand = await Stand.open({
  listeners: { public: "127.0.0.1:0", private: "127.0.0.1:0", authz: `unix:${socket}` },
});
stand.upstream.discreet = true;
after(() => stand.close());

let canaries: readonly Canary[];
/** Everything that came back, by where it came from. */
const answers: { readonly from: string; readonly text: string }[] = [];
let sent = 0;

async function exchange(from: string, request: string): Promise<void> {
  const wire = await Wire.to(stand.server.public);
  wire.send(Buffer.from(request).toString("latin1"));
  await until(() => wire.closed, `an answer to ${from}`);
  answers.push({ from, text: wire.text });
  sent++;
}

/** Sends a secret in every place, by a stranger and by somebody with a key. */
async function send({ what, text, kind }: Canary, key: string): Promise<void> {
  const chosen = places.filter(({ showsPasswords }) => showsPasswords === undefined || kind !== "password");
  const requests = chosen.map(({ name, request }) => ({ from: `${what} as ${name}`, request: request(text) }));
  await Promise.all(requests.map(({ from, request }) => exchange(from, request)));
  await Promise.all(requests.map(({ from, request }) => exchange(from, withKey(request, key))));
}

async function describe({ what, text }: Canary): Promise<void> {
  const headers = { "Content-Type": "application/json", Host: "localhost" };
  for (const { name, body } of described) {
    const described = JSON.stringify(body(text));
    const answer = await call(socket, { method: "POST", path: "/v1/verify", headers, body: described });
    answers.push({ from: `${what} described as ${name}`, text: JSON.stringify(answer) });
  }
}

before(async () => {
  canaries = await makeCanaries(stand);
  for (const canary of canaries) {
    await send(canary, canaries[0]?.text ?? "");
    await describe(canary);
  }
});

/** The canaries of which some form stands in the bytes. */
function foundIn(content: Buffer): string[] {
  const folded = Buffer.from(content.toString("latin1").toLowerCase(), "latin1");
  return canaries
    .filter(({ parts }) =>
      parts.some((part) => formsOf(part).some((form) => content.includes(form) || folded.includes(form))),
    )
    .map(({ what, text }) => `${what}: ${text}`);
}

/** Every file below a folder with its bytes. */
const filesOf = (folder: string): { readonly file: string; readonly bytes: Buffer }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ file: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));

test("the search finds a canary in each of its forms", () => {
  for (const { text } of canaries) {
    for (const form of [
      text,
      encodeURIComponent(text),
      Buffer.from(text).toString("hex"),
      Buffer.from(`user:${text}`).toString("base64"),
    ])
      assert.ok(foundIn(Buffer.from(`…${form}…`)).length > 0, form);
  }
  assert.equal(canaries.length, 30);
  assert.ok(sent > 2500, `${sent} requests`);
});

test("LOG-03: no answer holds a secret that was sent", () => {
  for (const { from, text } of answers) assert.deepEqual(foundIn(Buffer.from(text)), [], from);
});

test("LOG-03: no list of requests or changes holds one", async () => {
  const recorded = (): Promise<object[]> => stand.other.json("requests", "list", "--limit", "10000");
  // What is described to be judged is recorded too, beside the call that describes it.
  await until(async () => (await recorded()).length >= sent, "the records");
  assert.deepEqual(foundIn(Buffer.from(JSON.stringify(await recorded()))), []);
  const { stdout } = await stand.other.run("requests", "list", "--limit", "10000");
  assert.deepEqual(foundIn(Buffer.from(stdout)), []);
  for (const format of ["ndjson", "csv"]) {
    const exported = await stand.other.run("requests", "export", "--listener", "all", "--format", format);
    assert.ok(exported.stdout.split("\n").length > sent, format);
    assert.deepEqual(foundIn(Buffer.from(exported.stdout)), [], format);
  }
  for (const command of ["audit", "keys"])
    assert.deepEqual(foundIn(Buffer.from((await stand.other.run(command, "list", "--json")).stdout)), [], command);
});

test("each place where a word that is a password would be shown is a stated one, and shows it", async () => {
  const words = places.flatMap(({ name, showsPasswords, request }, at) =>
    showsPasswords === undefined ? [] : [{ name, word: `zomer${at}kleed`, request }],
  );
  for (const { name, word, request } of words) await exchange(name, request(word));
  const text = async (): Promise<string> => JSON.stringify(await stand.other.json("requests", "list", "--limit", "50"));
  for (const { name, word } of words)
    await until(async () => (await text()).includes(word), `the word sent as ${name}`);
});

test("LOG-03, CFG-01: no file of the data directory holds one, nor the process's title, environment or log", async () => {
  const data = join(stand.folder, "data");
  for (const { file, bytes } of filesOf(data)) assert.deepEqual(foundIn(bytes), [], file);
  for (const name of ["cmdline", "environ"]) {
    const file = `/proc/${stand.server.pid}/${name}`;
    if (process.platform === "linux") assert.deepEqual(foundIn(readFileSync(file)), [], name);
  }
  assert.equal(await stand.server.stop(), 0);
  for (const { file, bytes } of filesOf(data)) assert.deepEqual(foundIn(bytes), [], `${file} after the end`);
  assert.deepEqual(foundIn(Buffer.from(stand.server.output)), []);
});

test("CFG-01: the bytes of secret.key stand in secret.key alone", () => {
  const secret = readFileSync(join(stand.folder, "data", "secret.key"));
  const forms = [
    secret,
    ...["hex", "base64", "base64url"].map((encoding) => Buffer.from(secret.toString(encoding as BufferEncoding))),
  ];
  const others = [...filesOf(stand.folder).filter(({ file }) => file !== "secret.key")];
  assert.ok(others.some(({ file }) => file === "clavis.db"));
  for (const { file, bytes } of [...others, { file: "log", bytes: Buffer.from(stand.server.output) }])
    assert.ok(!forms.some((form) => bytes.includes(form)), file);
});

test("credentials are gone before a call goes on to the upstream", () => {
  const carried = stand.upstream.seen.flatMap(({ url, headers }) => [
    url,
    ...headers.filter((_, at) => /^x.api.key$|^authorization$|^proxy-auth/i.test(headers[at - 1] ?? "")),
  ]);
  const text = carried.join("\n");
  for (const { what, text: secret, kind } of canaries)
    if (kind === "key") assert.ok(!text.includes(`apikey=${secret}`) && !text.includes(`\n${secret}`), what);
});
