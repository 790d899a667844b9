import { type Configuration, DirectoryError, ProblemsError } from "clavis";

/** Errors whose message is written for whoever sits at the terminal. */
const plain = new Set(["DataDirectoryError", "StoreUnavailable", "AddressInUse"]);

/** Why the demonstration does not start, and what to do about it. An error of ours comes with its stack. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ProblemsError) return `The configuration is not usable:\n${error.message}`;
  if (error instanceof DirectoryError)
    return [error.message, ...error.problems.map(({ member, detail }) => `  ${member}: ${detail}`)].join("\n");
  return plain.has(error.name) ? error.message : (error.stack ?? error.message);
}

/** The system's "address in use" with the option that chooses another; any other error as it is. */
export function namingOption(error: unknown, { listeners }: Configuration): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) return error;
  const { port } = error as { port?: unknown };
  const listener = (["public", "private"] as const).find((name) => portOf(listeners[name]) === port);
  const remedy =
    listener === undefined ? "change it in clavis.yaml" : `choose another with npm start -- --${listener} <host:port>`;
  return new AddressInUse(`The port ${port} is in use by another program: ${remedy}`, { cause: error });
}

class AddressInUse extends Error {
  override readonly name = "AddressInUse";
}

const portOf = ({ address }: Configuration["listeners"]["public"]): number | undefined =>
  address.kind === "tcp" ? address.port : undefined;
