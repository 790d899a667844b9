import { codes, isCode } from "@clavis/core";
import { list, type Members, members, optionalText, text, texts } from "./reading.ts";

/** Something a request may carry, and what the record says once it is proved. */
interface Carried {
  readonly query: string | undefined;
  readonly headers: readonly string[];
  readonly knows: Members;
  readonly scheme: string | undefined;
}

/** What a code is refused by, and how much is known by then of who calls. */
interface Outcome {
  readonly code: string;
  readonly check: string;
  readonly rule: string;
  readonly knows: string;
}

interface Matrix {
  readonly shows: readonly string[];
  readonly environments: Members;
  readonly applications: Members;
  readonly callers: Members;
  readonly outcomes: Members;
}

const nobody: Members = { user: null, key: null, session: null, token: null, application: null };

/**
 * The cases of a matrix, as a case file would write each of them: every environment, every application key and every
 * caller on every operation of `tables`. A row has a cell for each caller, in their order: `allow` or one of
 * `outcomes`, called by its code unless it says another.
 */
export function casesOf(value: unknown): readonly Members[] {
  const written = members(value, "matrix", ["shows", "environments", "applications", "callers", "outcomes", "tables"]);
  const part = (name: string): Members => (written[name] ?? {}) as Members;
  const matrix: Matrix = {
    shows: texts(written["shows"], "matrix"),
    environments: part("environments"),
    applications: part("applications"),
    callers: part("callers"),
    outcomes: part("outcomes"),
  };
  return list(written["tables"], "tables").flatMap((table) =>
    Object.keys(matrix.environments).flatMap((environment) => casesOfTable(matrix, table, environment)),
  );
}

function casesOfTable(matrix: Matrix, value: unknown, environment: string): readonly Members[] {
  const { operation, target, taken, rows } = members(value, "table", ["operation", "target", "taken", "rows"]);
  return Object.entries(rows as Members).flatMap(([application, row]) =>
    texts(row, application).map((cell, at): Members => {
      const caller = Object.keys(matrix.callers)[at] ?? "";
      const place = { operation: text(operation, "operation"), target: text(target, "target") };
      const counted = optionalText(((taken ?? {}) as Members)[caller], caller) ?? caller;
      return caseOf(matrix, { ...place, environment, application, caller, counted, cell });
    }),
  );
}

interface Cell {
  readonly operation: string;
  readonly target: string;
  readonly environment: string;
  readonly application: string;
  readonly caller: string;
  /** The caller as whom it counts, where the operation ignores some of what it sends. */
  readonly counted: string;
  readonly cell: string;
}

function caseOf(matrix: Matrix, { operation, target, environment, application, caller, counted, cell }: Cell): Members {
  const { host, challenge, names } = members(matrix.environments[environment], environment, [
    ...["host", "challenge", "names"],
  ]);
  const beside = readCarried(application, matrix.applications[application], names as Members);
  const by = readCarried(caller, matrix.callers[caller], names as Members);
  const known = readCarried(counted, matrix.callers[counted], names as Members);
  const expect = expectationOf(matrix, cell, challenge === "none", beside, known);
  return {
    name: `${operation} in ${environment} with ${application} and ${caller}: ${cell}`,
    shows: matrix.shows,
    request: { target: target + (beside.query ?? ""), host, headers: [...beside.headers, ...by.headers] },
    expect: { ...expect, operation, ...(cell === "allow" && { allow: operation, target }) },
  };
}

function expectationOf(matrix: Matrix, cell: string, quiet: boolean, beside: Carried, by: Carried): Members {
  const full = { ...nobody, ...beside.knows, ...by.knows };
  const scheme = by.scheme ?? beside.scheme ?? null;
  if (cell === "allow") return { ...full, record: { scheme } };
  const { code, check, rule, knows } = readOutcome(cell, matrix.outcomes[cell]);
  const isQuiet = quiet && isCode(code) && codes[code].status === 401;
  const refused = { refuse: code, check, ...(isQuiet && { status: 403 }) };
  if (knows === "nobody") return { ...refused, ...nobody, record: { rule, scheme: null } };
  if (knows === "everybody") return { ...refused, ...full, record: { rule, scheme } };
  // An application is known by its key only where no caller stands beside it, who is still to be looked up.
  const isKnown = by.scheme === undefined && beside.knows["application"] !== undefined;
  return { ...refused, ...nobody, ...(isKnown && beside.knows), record: { rule, scheme: isKnown ? scheme : null } };
}

function readCarried(place: string, value: unknown, names: Members): Carried {
  const { query, headers, knows, scheme } = members(value ?? {}, place, ["query", "headers", "knows", "scheme"]);
  const filled = (written: string): string =>
    written.replaceAll(/<([a-z]+)>/g, (_, name: string) => text(names[name], `${place}: ${name}`));
  const question = optionalText(query, place);
  return {
    query: question === undefined ? undefined : `?${filled(question)}`,
    headers: texts(headers, place).map(filled),
    knows: Object.fromEntries(
      Object.entries((knows ?? {}) as Members).map(([kind, name]) => [kind, filled(`${name}`)]),
    ),
    scheme: optionalText(scheme, place),
  };
}

function readOutcome(name: string, value: unknown): Outcome {
  const { code, check, rule, knows } = members(value, name, ["code", "check", "rule", "knows"]);
  return {
    code: optionalText(code, name) ?? name,
    check: text(check, name),
    rule: text(rule, name),
    knows: text(knows, name),
  };
}
