import { directorySchema } from "../../packages/clavis/src/configuration/schema/directory.ts";
import { configurationSchema } from "../../packages/clavis/src/configuration/schema.ts";

const introduction = `# clavis.yaml and directory.yaml

<!-- Generated from the schemas in packages/clavis/src/configuration by scripts/generate-reference.ts. -->

\`clavis start\` checks the whole file before it does anything and reports every problem at once, with its line. A member
that is not listed here is a problem, so a misspelt setting is never passed over. Paths are relative to the file.
Durations are written \`250ms\`, \`30s\`, \`5m\`, \`1h\` or \`30d\`. The file holds no secrets.

\`--public\`, \`--private\` and \`--data\` of the command line win over the file; so does the environment variable
\`CLAVIS_DATA\`, which \`--data\` wins over.

The least that does something:

\`\`\`yaml
environments:
  production:
    upstream: http://127.0.0.1:3000
\`\`\`

## clavis.yaml
`;

const directoryIntroduction = `## directory.yaml

Applied by \`clavis init\` or the first start, and from then on by \`clavis apply\` alone. A member left out stays as it is in an account that exists.
`;

/** As much of a JSON Schema as the configuration uses. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly expected?: string;
  readonly anyOf?: readonly unknown[];
}

/** A member as a list item, and its own members below it under their whole paths. */
function itemsOf(schema: Schema, path: string, needed: boolean): string[] {
  const facts = [takesOf(schema), fallbackOf(schema, needed)].filter((fact) => fact !== "").join("; ");
  const item = `- \`${path}\`${facts === "" ? "" : ` (${facts})`}: ${schema.description}`;
  return [item, ...nestedOf(schema, path)];
}

function nestedOf(schema: Schema, path: string): string[] {
  const entry = Object.values(schema.patternProperties ?? {})[0];
  if (entry !== undefined) return membersOf(entry, `${path}.<name>`);
  return schema.items === undefined ? membersOf(schema, path) : membersOf(schema.items, `${path}[]`);
}

const membersOf = ({ properties = {}, required = [] }: Schema, path: string): string[] =>
  Object.entries(properties).flatMap(([name, schema]) => itemsOf(schema, `${path}.${name}`, required.includes(name)));

function takesOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(" or ");
  const each = schema.items?.expected;
  if (schema.type === "array") return each === undefined ? "a list" : `a list, each ${each}`;
  return schema.type === "boolean" ? "`true` or `false`" : (schema.expected ?? "");
}

/** An object whose members have defaults has none of its own to show. */
function fallbackOf(schema: Schema, needed: boolean): string {
  if (schema.type === "object") return "";
  if (schema.default !== undefined) return `default \`${JSON.stringify(schema.default)}\``;
  return needed ? "required" : "";
}

/** One heading for each member of the file's top level. */
const chapter = ({ properties = {}, required = [] }: Schema): string[] =>
  Object.entries(properties).map(([name, schema]) => {
    const facts = [takesOf(schema), fallbackOf(schema, required.includes(name))].filter((fact) => fact !== "");
    const lead = facts.length === 0 ? schema.description : `${schema.description} (${facts.join("; ")})`;
    const below = nestedOf(schema, name);
    return [`### ${name}`, "", lead, "", ...below, ...(below.length === 0 ? [] : [""])].join("\n");
  });

/** docs/reference/configuration.md: every member of both files, from the schemas that check them. */
export const configurationPage = (): string =>
  [introduction, ...chapter(configurationSchema), directoryIntroduction, ...chapter(directorySchema)].join("\n");
