import { isAbsolute, relative } from "node:path";
import { inspect } from "node:util";

/** Begins the last line, which carries the totals as JSON. test.mjs reads it and shows the rest. */
export const totalsMark = "@totals ";

/** The parts of node:test's events that are read here. */
type TestEvent =
  | { readonly type: "test:pass"; readonly data: { readonly name: string; readonly nesting: number } }
  | { readonly type: "test:fail"; readonly data: Failure }
  | { readonly type: "test:diagnostic"; readonly data: { readonly message: string; readonly level?: string } }
  | {
      readonly type: "test:stdout" | "test:stderr";
      readonly data: { readonly file?: string; readonly message: string };
    }
  | { readonly type: "test:summary"; readonly data: Summary };

interface Failure {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly details: { readonly error: Error & { readonly failureType?: string } };
}

interface Summary {
  readonly file?: string;
  readonly counts: Readonly<Record<"passed" | "failed" | "cancelled" | "skipped" | "todo", number>>;
}

/**
 * A reporter for node:test that is silent about what passes and shows what fails whole: name, place, error, and what
 * its file printed. `node --test --test-reporter=./scripts/reporter.ts`.
 */
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const printed = new Map<string, string>();
  let empty = 0;
  for await (const { type, data } of events) {
    switch (type) {
      case "test:stdout":
      case "test:stderr":
        printed.set(data.file ?? "", (printed.get(data.file ?? "") ?? "") + data.message);
        break;
      case "test:pass":
        if (!isFile(data)) break;
        empty += 1;
        yield `FAILED ${data.name} holds no test\n\n`;
        break;
      case "test:fail":
        if (data.details.error.failureType !== "subtestsFailed")
          yield failureText(data, takePrinted(printed, data.file));
        break;
      case "test:diagnostic":
        if (data.level === "error") yield `${data.message}\n`;
        break;
      case "test:summary":
        if (data.file === undefined) yield `${totalsMark}${JSON.stringify(totals(data, empty))}\n`;
    }
  }
}

/** A file that ran to its end without a test is reported as a test of its own, and passed. */
const isFile = ({ name, nesting }: { readonly name: string; readonly nesting: number }): boolean =>
  nesting === 0 && isAbsolute(name) && name.endsWith(".test.ts");

function takePrinted(printed: Map<string, string>, file = ""): string {
  const text = printed.get(file) ?? "";
  printed.delete(file);
  return text;
}

function failureText({ name, file, line, details: { error } }: Failure, printed: string): string {
  const place = file === undefined ? "" : ` (${relative(process.cwd(), file)}${line === undefined ? "" : `:${line}`})`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const output = printed === "" ? "" : `its file printed:\n${printed.trimEnd()}\n`;
  return `FAILED ${name}${place}\n${inspect(cause, { colors: false })}\n${output}\n`;
}

const totals = ({ counts }: Summary, empty: number): Record<"passed" | "failed" | "skipped", number> => ({
  passed: counts.passed - empty,
  failed: counts.failed + counts.cancelled + empty,
  skipped: counts.skipped + counts.todo,
});
