import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { findImports, type Import } from "./imports.ts";

/** What a package.json says of its package. */
export interface Manifest {
  /** The folder's name under `packages/`. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: ReadonlySet<string>;
}

export interface SourceFile {
  /** From the workspace's root, with `/`. */
  readonly path: string;
  /** Undefined outside `packages/`. */
  readonly manifest: Manifest | undefined;
  readonly isTest: boolean;
  readonly imports: readonly (Import & { readonly target: Target })[];
}

/** Where an import leads. */
export type Target =
  | { readonly kind: "node"; readonly name: string }
  /** `inside` is the part behind the package's name, where one is written. */
  | { readonly kind: "package"; readonly name: string; readonly inside: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "computed" };

/** The packages of a workspace, in the order of their folders. */
export function readManifests(root: string): Manifest[] {
  const folder = join(root, "packages");
  const packages = readdirSync(folder).filter((name) => existsSync(join(folder, name, "package.json")));
  return packages.sort().map((name) => {
    const manifest = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
    return { folder: name, name: String(manifest.name), dependencies: new Set(Object.keys(declared)) };
  });
}

/** The development dependencies of the workspace, which tests may use. */
export function readDevDependencies(root: string): ReadonlySet<string> {
  return new Set(Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies ?? {}));
}

/** The sources under a folder of the workspace, with their imports resolved. */
export function readSources(root: string, folder: string, manifest: Manifest | undefined): SourceFile[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  const names = readdirSync(start, { recursive: true, encoding: "utf8" });
  return names
    .map((name) => relative(root, join(start, name)).split(sep).join("/"))
    .filter((path) => /\.[cm]?[jt]s$/.test(path) && !path.includes("/node_modules/"))
    .sort()
    .map((path) => readSource(root, path, manifest));
}

function readSource(root: string, path: string, manifest: Manifest | undefined): SourceFile {
  const imports = findImports(readFileSync(join(root, path), "utf8"));
  return {
    path,
    manifest,
    isTest: path.endsWith(".test.ts") || path.includes("/test/"),
    imports: imports.map((found) => ({ ...found, target: toTarget(path, found.specifier) })),
  };
}

function toTarget(from: string, specifier: string | undefined): Target {
  if (specifier === undefined) return { kind: "computed" };
  if (specifier.startsWith("node:")) return { kind: "node", name: specifier };
  if (specifier.startsWith(".")) return { kind: "file", path: posix.join(posix.dirname(from), specifier) };
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  return { kind: "package", name: parts.slice(0, length).join("/"), inside: parts.slice(length).join("/") };
}
