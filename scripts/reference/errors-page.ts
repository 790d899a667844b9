import { type CodeEntry, codes } from "../../packages/core/src/kernel/code.ts";

const introduction = `# Error codes

<!-- Generated from packages/core/src/kernel/code.ts by scripts/generate-reference.ts. -->

Every refusal is \`application/problem+json\` (RFC 9457) with \`type\`, \`title\`, \`status\`, \`code\`, \`detail\` and
\`requestId\`. \`code\` is stable; \`detail\` is for people and may change. \`type\` is \`<public origin>/.clavis/errors/<code>\`,
a page that Clavis serves.
`;

const section = ([code, { status, title, meaning, remedy }]: readonly [string, CodeEntry]): string =>
  `## ${code}\n\n${status}. ${title}.\n\n${meaning} ${remedy}\n`;

/** docs/reference/errors.md: every code with its status, in the order of the table. */
export const errorsPage = (): string => [introduction, ...Object.entries(codes).map(section)].join("\n");
