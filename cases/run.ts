import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Case, type CaseFile, readCaseFiles, type WrittenRequest } from "./case.ts";
import { checkAlways, checkCase } from "./check-case.ts";
import type { CaseRequest, Door, DoorName } from "./door.ts";
import { moment } from "./names.ts";
import { openWorld, type StoreKind, type World } from "./world.ts";

/** Registers a test for every case that the door can see, with the directory in that store. */
export function testCases(name: DoorName, store: StoreKind, openDoor: (world: World) => Promise<Door>): void {
  const files = Map.groupBy(readCaseFiles(), ({ world }) => world);
  for (const [world, topics] of files) testWorld(world, topics, name, store, openDoor);
}

/** One world and one door for all its cases: a case does not change what another one sees. */
function testWorld(
  worldName: string,
  files: readonly CaseFile[],
  name: DoorName,
  store: StoreKind,
  openDoor: (world: World) => Promise<Door>,
): void {
  describe(`the world ${worldName} through ${name} on ${store}`, () => {
    let world: World | undefined;
    let door: Door | undefined;
    before(async () => {
      world = await openWorld(worldName, store);
      door = await openDoor(world);
    });
    after(async () => {
      await door?.close();
      await world?.close();
    });
    for (const one of files.flatMap(({ cases }) => cases).filter(({ except }) => !except.has(name))) {
      test(titleOf(one), async () => {
        assert.ok(world && door);
        await runCase(one, world, door);
      });
    }
  });
}

const titleOf = ({ name, shows }: Case): string => (shows.length === 0 ? name : `${shows.join(", ")}: ${name}`);

async function runCase(one: Case, world: World, door: Door): Promise<void> {
  const { before: earlier, request, otherwise } = one;
  for (const each of earlier) await send(world, door, each, each.times);
  await send(world, door, request, request.times - 1);
  const asked = fill(request, world);
  checkCase(world, one, asked, await judgeAt(world, door, request, asked));
  if (otherwise === undefined) return;
  const other = fill(otherwise, world);
  const observed = await judgeAt(world, door, otherwise, other);
  assert.equal(observed.record.code, undefined, "otherwise: only the expected check fails");
  checkAlways(world, other, observed);
}

async function send(world: World, door: Door, request: WrittenRequest, times: number): Promise<void> {
  const asked = fill(request, world);
  for (let time = 0; time < times; time++) checkAlways(world, asked, await judgeAt(world, door, request, asked));
}

function judgeAt(world: World, door: Door, { at }: WrittenRequest, asked: CaseRequest): ReturnType<Door["judge"]> {
  world.clock.now = moment + at * 1000;
  return door.judge(asked);
}

/** Puts secrets, headers and the body in their places. */
export function fill({ method, target, headers, host, address, body }: WrittenRequest, { names }: World): CaseRequest {
  const filled = (text: string): string =>
    text
      .replaceAll(/\{base64:([^}]*)\}/g, (_, plain: string) => Buffer.from(plain).toString("base64"))
      .replaceAll(
        /\{([a-z]+(?::[A-Za-z0-9:]+)?)\}/g,
        (whole, name: string) => names.secrets.get(name) ?? assert.fail(whole),
      );
  const pairs = headers.flatMap((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), filled(line.slice(colon + 1).replace(/^ /, ""))];
  });
  const stated = host === "none" || headers.some((line) => /^host:/i.test(line));
  const hosted = stated ? pairs : ["Host", host, ...pairs];
  const content = ["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(body))];
  return { method, target: filled(target), headers: body === "" ? hosted : [...hosted, ...content], address, body };
}
