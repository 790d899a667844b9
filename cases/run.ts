import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Case, type CaseFile, readCaseFiles, type WrittenRequest } from "./case.ts";
import { checkAlways, checkCase } from "./check-case.ts";
import type { CaseRequest, Door, DoorName } from "./door.ts";
import { moment, openWorld, type StoreKind, type World } from "./world.ts";

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
  const { request, otherwise } = one;
  const asked = fill(request, world);
  for (let time = 1; time < request.times; time++) await judgeAt(world, door, request, asked);
  checkCase(world, one, asked, await judgeAt(world, door, request, asked));
  if (otherwise === undefined) return;
  const other = fill(otherwise, world);
  const observed = await judgeAt(world, door, otherwise, other);
  assert.equal(observed.record.code, undefined, "otherwise: only the expected check fails");
  checkAlways(world, other, observed);
}

function judgeAt(world: World, door: Door, { at }: WrittenRequest, asked: CaseRequest): ReturnType<Door["judge"]> {
  world.clock.now = moment + at * 1000;
  return door.judge(asked);
}

/** Puts secrets and headers in their places. */
function fill({ method, target, headers, host, address }: WrittenRequest, { secrets }: World): CaseRequest {
  const filled = (text: string): string =>
    text.replaceAll(
      /\{([a-z]+(?::[A-Za-z0-9:]+)?)\}/g,
      (whole, name: string) => secrets.get(name) ?? assert.fail(whole),
    );
  const pairs = headers.flatMap((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), filled(line.slice(colon + 1).replace(/^ /, ""))];
  });
  const stated = host === "none" || headers.some((line) => /^host:/i.test(line));
  return { method, target: filled(target), headers: stated ? pairs : ["Host", host, ...pairs], address };
}
