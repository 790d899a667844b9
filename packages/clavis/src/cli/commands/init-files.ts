import { stringify } from "yaml";

/** clavis.yaml for one environment; everything else has its default. */
export function configurationText(upstream: string, description: string | undefined): string {
  const api = description === undefined ? withoutDescription : stringify({ api: { description } });
  return `# Clavis. Every member: docs/reference/configuration.md
${stringify({ environments: { production: { upstream } } })}
${api}
listeners:
  public: 127.0.0.1:8080
  private: 127.0.0.1:8081

directory: directory.yaml

storage:
  data: ./data
`;
}

const withoutDescription = `# Without an OpenAPI document a module is the first segment of the path, and keys come in X-API-Key: \`schemes\` names
# other places and credentials.
api:
  basePath: /
`;

/** directory.yaml with one account. */
export const directoryText = (number: string, name: string): string =>
  `# Accounts, applications, roles, links and users. Applied already: changes count after \`clavis apply\`.\n${stringify({ accounts: [{ number, name }] })}`;
