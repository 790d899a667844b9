import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Check, type Code, checks, isCode } from "@clavis/core";
import { parse } from "yaml";
import { type DoorName, doorNames } from "./door.ts";
import { casesOf } from "./matrix.ts";
import { type NamedKind, namedKinds } from "./names.ts";
import { list, type Members, members, optionalNumber, optionalText, text, texts } from "./reading.ts";

/** A request as a case file writes it; `{key:reader}` and the like stand for secrets. */
export interface WrittenRequest {
  readonly method: string;
  readonly target: string;
  /** `Name: value`, in order. A Host is added in front unless one is written or `host` is `none`. */
  readonly headers: readonly string[];
  readonly host: string;
  readonly address: string;
  /** Seconds after the world's moment. */
  readonly at: number;
  /** How often it is sent; the last time counts. */
  readonly times: number;
  /** JSON, or nothing. */
  readonly body: string;
}

export interface Expectation {
  /** Undefined: allowed. */
  readonly code: Code | undefined;
  readonly check: Check | undefined;
  readonly status: number | undefined;
  readonly operation: string | undefined;
  readonly account: string | undefined;
  /** Who calls and by what, by its name in the world; null stands for nobody and nothing. */
  readonly named: ReadonlyMap<NamedKind, string | null>;
  readonly application: string | null | undefined;
  /** The forwarded target; the request's own where it is not given. */
  readonly target: string | undefined;
  /** `Name: value` pairs that are forwarded, and names that are not, in any case. */
  readonly headers: readonly string[];
  readonly without: readonly string[];
  /** `Name: value` pairs of the answer, and names that it has not. */
  readonly answer: readonly string[];
  readonly answerWithout: readonly string[];
  /** Members of the request record; null stands for absent. */
  readonly record: Members;
}

export interface Case {
  readonly name: string;
  /** The SECURITY numbers that it shows. */
  readonly shows: readonly string[];
  /** What is sent before, whatever comes of it: the request with these differences. */
  readonly before: readonly WrittenRequest[];
  readonly request: WrittenRequest;
  /** The same request but for what makes it fail: it must be allowed, so only the expected check fails. */
  readonly otherwise: WrittenRequest | undefined;
  readonly expect: Expectation;
  /** Doors that can not see the request, each with the reason. */
  readonly except: ReadonlyMap<DoorName, string>;
}

export interface CaseFile {
  readonly topic: string;
  /** The name of its world. */
  readonly world: string;
  readonly cases: readonly Case[];
}

/** Every case file, by topic. */
export function readCaseFiles(): CaseFile[] {
  const folder = join(import.meta.dirname, "data");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readCaseFile(name.slice(0, -".yaml".length), readFileSync(join(folder, name), "utf8")));
}

function readCaseFile(topic: string, source: string): CaseFile {
  const file = members(parse(source), topic, ["world", "host", "cases", "matrix"]);
  const host = optionalText(file["host"], topic) ?? usualHost;
  const written = [...list(file["cases"], topic), ...(file["matrix"] === undefined ? [] : casesOf(file["matrix"]))];
  const cases = written.map((item) => readCase(item, topic, host));
  return { topic, world: text(file["world"], `${topic}: world`), cases };
}

const usualHost = "api.example";

function readCase(value: unknown, topic: string, usual: string): Case {
  const item = members(value, topic, ["name", "shows", "before", "request", "otherwise", "expect", "except"]);
  const name = text(item["name"], `${topic}: name`);
  const place = `${topic}: ${name}`;
  const request = readRequest(item["request"], place, undefined, usual);
  return {
    name,
    shows: texts(item["shows"], place),
    before: list(item["before"], place).map((earlier) => readRequest(earlier, place, request, usual)),
    request,
    otherwise: item["otherwise"] === undefined ? undefined : readRequest(item["otherwise"], place, request, usual),
    expect: readExpectation(item["expect"], place),
    except: readExcept(item["except"], place),
  };
}

function readRequest(
  value: unknown,
  place: string,
  base: WrittenRequest | undefined,
  usualHost: string,
): WrittenRequest {
  const item = members(value, place, ["method", "target", "headers", "host", "address", "at", "times", "body"]);
  return {
    method: optionalText(item["method"], place) ?? base?.method ?? "GET",
    target: optionalText(item["target"], place) ?? base?.target ?? text(item["target"], place),
    headers: item["headers"] === undefined ? (base?.headers ?? []) : texts(item["headers"], place),
    host: optionalText(item["host"], place) ?? base?.host ?? usualHost,
    address: optionalText(item["address"], place) ?? base?.address ?? "127.0.0.1",
    at: optionalNumber(item["at"], place) ?? base?.at ?? 0,
    times: optionalNumber(item["times"], place) ?? 1,
    body: item["body"] === undefined ? (base?.body ?? "") : JSON.stringify(item["body"]),
  };
}

const expectationMembers = [
  ...["allow", "refuse", "check", "status", "operation", "account", "target", "headers", "without"],
  ...["answer", "answerWithout", "record", "application", ...namedKinds],
];

function readExpectation(value: unknown, place: string): Expectation {
  const item = members(value, place, expectationMembers);
  const code = optionalText(item["refuse"], place);
  const check = optionalText(item["check"], place);
  if (code !== undefined && !isCode(code)) throw new Error(`${place}: ${code} is no code`);
  if ((code === undefined) === (item["allow"] === undefined)) throw new Error(`${place}: allow or refuse`);
  if ((code === undefined) !== (check === undefined)) throw new Error(`${place}: a refusal has its check`);
  return {
    code,
    check: checks.find((name) => name === check),
    status: optionalNumber(item["status"], place),
    operation: optionalText(item["allow"], place) ?? optionalText(item["operation"], place),
    account: optionalText(item["account"], place),
    named: readNamed(item, place),
    application: item["application"] === null ? null : optionalText(item["application"], place),
    target: optionalText(item["target"], place),
    headers: texts(item["headers"], place),
    without: texts(item["without"], place),
    answer: texts(item["answer"], place),
    answerWithout: texts(item["answerWithout"], place),
    record: (item["record"] ?? {}) as Members,
  };
}

const readNamed = (item: Members, place: string): Expectation["named"] =>
  new Map(
    namedKinds.flatMap((kind) => {
      const name = item[kind];
      return name === undefined ? [] : [[kind, name === null ? null : text(name, place)] as const];
    }),
  );

function readExcept(value: unknown, place: string): ReadonlyMap<DoorName, string> {
  const item = value === undefined ? {} : members(value, place, doorNames);
  return new Map(
    doorNames.flatMap((name) => (item[name] === undefined ? [] : [[name, text(item[name], place)] as const])),
  );
}
