import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { Stand } from "./stand.ts";

const executablePath = process.env["CLAVIS_TEST_BROWSER"];
const skip = executablePath === undefined ? "there is no browser (npm test says why)" : false;
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const email = "an@kantoor.example";
const password = "een lang genoeg wachtwoord";

let stand: Stand;
let browser: Browser;

before(async () => {
  if (executablePath === undefined) return;
  stand = await Stand.open();
  browser = await chromium.launch({ executablePath, args });
  await stand.other.json("users", "create", "--email", email, "--name", "An");
});

after(async () => {
  await browser?.close();
  await stand?.close();
});

interface Visit {
  readonly page: Page;
  /** What the browser complained of. */
  readonly complaints: string[];
}

async function visit(secret: string): Promise<Visit> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`http://${stand.server.public}/.clavis/welcome#${secret}`);
  return { page, complaints };
}

async function choose(page: Page, first: string, second: string, expected: RegExp): Promise<void> {
  await page.getByLabel("New password").fill(first);
  await page.getByLabel("The same again").fill(second);
  await page.getByRole("button", { name: "Choose this password" }).click();
  await page.getByRole("status").filter({ hasText: expected }).waitFor({ timeout: 10_000 });
}

test("AUT-09: an invited user chooses a password once, and the secret leaves the address bar", { skip }, async () => {
  const { link } = await stand.other.json<{ link: string }>("users", "invite", email);
  const secret = new URL(link).hash.slice(1);
  const { page, complaints } = await visit(secret);
  assert.equal(new URL(page.url()).hash, "");
  await choose(page, password, "another one than that", /differ/);
  await choose(page, "kort", "kort", /at least 15 characters/);
  await choose(page, password, password, /Your password is chosen/);
  assert.deepEqual(
    complaints.filter((text) => !text.includes("422")),
    [],
  );
  const again = await visit(secret);
  await choose(again.page, password, password, /does not work, or does no longer/);
  const shown = await stand.other.json<{ password: string }>("users", "show", email);
  assert.notEqual(shown.password, "none");
});

test("a link without its secret says so instead of asking for a password", { skip }, async () => {
  const { page } = await visit("");
  await page.getByRole("status").filter({ hasText: "not complete" }).waitFor();
  assert.equal(await page.getByRole("button").isVisible(), false);
});
