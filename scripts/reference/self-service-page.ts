import { type OwnOperation, ownOperations } from "../../packages/contract/src/index.ts";

const introduction = `# Self-service operations

<!-- Generated from the schemas in packages/contract by scripts/generate-reference.ts. -->

They lie on the public listener, below \`selfService.basePath\` of clavis.yaml (\`/api/v1\`), and are judged like every
other operation. A caller comes by any security scheme of the API description. \`X-AccountId\` names the account where it
is not the caller's own. Bodies and answers are JSON; a member or parameter that is not listed is refused. Times are
written as RFC 3339 has them, \`2027-01-31T08:00:00Z\`. Refusals are the problem documents of
[error codes](errors.md); 422 and a 403 for rights to be given name each member in \`problems\`.

How they are used: [self-service](../guides/self-service.md), [tokens](../guides/tokens.md).
`;

/** As much of a JSON Schema as the contract uses. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

function membersOf({ properties = {}, required = [] }: Schema, path = ""): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const whole = `${path}${name}`;
    const facts = [typeOf(schema), ...(required.includes(name) ? [] : ["optional"])].join(", ");
    const lead = `- \`${whole}\` (${facts})${schema.description === undefined ? "" : `: ${schema.description}`}`;
    return [lead, ...nestedOf(schema, whole)];
  });
}

const nestedOf = (schema: Schema, path: string): string[] =>
  schema.items === undefined ? membersOf(schema, `${path}.`) : membersOf(schema.items, `${path}[].`);

function typeOf({ type, anyOf, enum: values, items, minimum, maximum }: Schema): string {
  const choices = values ?? anyOf?.map(({ const: value }) => value);
  if (choices !== undefined) return choices.map((value) => `\`${String(value)}\``).join(" or ");
  if (type === "array") return `list of ${items === undefined ? "anything" : typeOf(items)}`;
  const bounds = [minimum === undefined ? "" : ` from ${minimum}`, maximum === undefined ? "" : ` to ${maximum}`];
  return `${type ?? "anything"}${bounds.join("")}`;
}

const needs = { identity: "any caller", user: "a user; API keys are refused" } as const;

const others = {
  application: "whoever sends an application key, where the API has any",
  holder: "whoever holds the token",
  open: "anybody; at the root of each environment's host",
} as const;

function whoOf({ access, needs: needed, module, action }: OwnOperation): string {
  if (access !== "caller") return others[access];
  return needed === undefined ? `the right \`${module}:${action}\`` : needs[needed];
}

function chapter(own: OwnOperation, index: number, all: readonly OwnOperation[]): string {
  const parts = [`## ${own.method} ${own.path}`, "", `${own.summary}. \`${own.operationId}\`; ${whoOf(own)}.`, ""];
  if (own.query !== undefined) parts.push("Query:", "", ...membersOf(own.query as Schema), "");
  if (own.body !== undefined) parts.push("Body:", "", ...membersOf(own.body as Schema), "");
  const shown = all.slice(0, index).find(({ answer }) => answer === own.answer);
  return [...parts, ...answerOf(own, shown), ""].join("\n");
}

/** An answer in a form that was shown before says where. */
function answerOf({ status = 200, answer }: OwnOperation, shown: OwnOperation | undefined): string[] {
  if (answer === undefined) return [`Answer ${status}, without a body.`];
  if (shown !== undefined) return [`Answer ${status}, as of \`${shown.method} ${shown.path}\`.`];
  return [`Answer ${status}:`, "", ...membersOf(answer as Schema)];
}

/** What is no page and no matter of whoever runs Clavis. */
const isForCallers = ({ access, listener, path }: OwnOperation): boolean =>
  listener === "public" && (access !== "open" || path.startsWith("/.well-known/"));

/** docs/reference/self-service.md: every operation for who calls the API, from the schemas that check and type it. */
export const selfServicePage = (): string =>
  [introduction, ...ownOperations.filter(isForCallers).map(chapter)].join("\n");
