import type { Import } from "./imports.ts";
import {
  type Manifest,
  readDevDependencies,
  readManifests,
  readSources,
  type SourceFile,
  type Target,
} from "./sources.ts";

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly detail: string;
  /** What the rule protects. */
  readonly reason: string;
}

/** Which packages of the workspace each one may import, and why no more. The way from core outwards is one-way. */
const siblings: ReadonlyMap<string, { readonly may: readonly string[]; readonly reason: string }> = new Map([
  ["core", { may: [], reason: "the decision depends on nothing, so that it can be read, tested and trusted alone" }],
  [
    "directory",
    { may: ["core"], reason: "the nouns know the decision's vocabulary and no database, protocol or door" },
  ],
  ["contract", { may: [], reason: "schemas are shared with clients, which must not get server code with them" }],
  [
    "adapters",
    { may: ["core", "directory"], reason: "an adapter implements ports and knows nothing of who calls them" },
  ],
  [
    "doors",
    {
      may: ["core"],
      reason: "a door builds facts and carries out an outcome; what it could import it would decide with",
    },
  ],
  [
    "control",
    { may: ["core", "directory", "contract"], reason: "handlers reach stores only through the directory's ports" },
  ],
  [
    "clavis",
    {
      may: ["core", "directory", "contract", "adapters", "doors", "control"],
      reason: "the one composition root sees every package, and no package sees it",
    },
  ],
]);

/** The only places that may open a database themselves. */
const databasePlaces: readonly (readonly [prefix: string, reason: string])[] = [
  ["packages/adapters/src/sqlite/", "hides the class, which Node is going to rename, and guards what is bound"],
  ["packages/adapters/src/request-log/", "the writer thread and the reader own the daily files and their statements"],
];

/** One import with all that a rule may ask of it. */
interface Case {
  readonly file: SourceFile;
  readonly target: Target;
  readonly kind: Import["kind"];
  /** The folder of each package of the workspace, by its name. */
  readonly folders: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlySet<string>;
}

interface Rule {
  readonly name: string;
  readonly reason: string | ((file: SourceFile) => string);
  /** What is wrong with the import; undefined where it may stand. */
  check(it: Case): string | undefined;
}

const rules: readonly Rule[] = [
  {
    name: "package direction",
    reason: ({ manifest }) => siblings.get(manifest?.folder ?? "")?.reason ?? "only a listed package imports another",
    check: ({ file: { manifest }, target, folders }) =>
      manifest !== undefined && target.kind === "package" && isForeign(manifest, target.name, folders)
        ? `${manifest.folder} may not import ${folders.get(target.name)}`
        : undefined,
  },
  {
    name: "declared dependency",
    reason: "what is not in a package's own package.json is found here by luck and missing where it is published",
    check({ file: { manifest, isTest }, target, folders, devDependencies }) {
      if (manifest === undefined || target.kind !== "package" || target.name === manifest.name) return undefined;
      if (manifest.dependencies.has(target.name) || isForeign(manifest, target.name, folders)) return undefined;
      if (isTest && devDependencies.has(target.name)) return undefined;
      return `${target.name} is not in packages/${manifest.folder}/package.json`;
    },
  },
  {
    name: "package border",
    reason: "a package is entered through its index, so that the rest of it can change freely",
    check({ file: { manifest }, target, folders }) {
      if (manifest === undefined) return undefined;
      if (target.kind === "package" && folders.has(target.name) && target.inside !== "") {
        return `${target.name}/${target.inside} reaches into a package`;
      }
      if (target.kind !== "file" || target.path.startsWith(`packages/${manifest.folder}/`)) return undefined;
      return `${target.path} is outside the package`;
    },
  },
  {
    name: "own index",
    reason: "import cycles come from barrels: inside a package the file is imported, never the index",
    check({ file: { manifest }, target }) {
      if (manifest === undefined) return undefined;
      const byPath = target.kind === "file" && target.path === `packages/${manifest.folder}/src/index.ts`;
      const byName = target.kind === "package" && target.name === manifest.name;
      return byPath || byName ? "the package's own index is imported" : undefined;
    },
  },
  {
    name: "core stages",
    reason: "data flows one way: a stage uses itself and kernel, and knows only the types of the stages before it",
    check: ({ file, target, kind }) =>
      file.isTest || target.kind !== "file" ? undefined : stageFault(file.path, target.path, kind),
  },
  {
    name: "core without Node",
    reason: "core runs wherever a decision is needed; clocks, digests and randomness are arguments",
    check: ({ file, target }) =>
      file.manifest?.folder === "core" && !file.isTest && target.kind === "node"
        ? `core imports ${target.name}`
        : undefined,
  },
  {
    name: "database places",
    reason: `only these open a database: ${databasePlaces.map(([place, why]) => `${place} (${why})`).join(", ")}`,
    check({ file, target }) {
      if (target.kind !== "node" || target.name !== "node:sqlite" || file.isTest) return undefined;
      return databasePlaces.some(([place]) => file.path.startsWith(place)) ? undefined : "node:sqlite is imported";
    },
  },
  {
    name: "readable target",
    reason: "an import whose target is computed can not be checked",
    check: ({ file, target }) =>
      file.manifest !== undefined && !file.isTest && target.kind === "computed" ? "the target is computed" : undefined,
  },
  {
    name: "examples stand alone",
    reason: "an example's upstream is the provider's own program: it runs without Clavis",
    check({ file, target }) {
      if (!file.path.startsWith("examples/") || target.kind === "node") return undefined;
      const home = `${file.path.split("/").slice(0, 2).join("/")}/`;
      if (target.kind === "file" && target.path.startsWith(home)) return undefined;
      return "an example imports only Node and itself";
    },
  },
];

const mayImport = (manifest: Manifest, folder: string): boolean =>
  siblings.get(manifest.folder)?.may.includes(folder) === true;

/** A sibling that the table above does not allow. */
function isForeign(manifest: Manifest, name: string, folders: ReadonlyMap<string, string>): boolean {
  const folder = folders.get(name);
  return folder !== undefined && folder !== manifest.folder && !mayImport(manifest, folder);
}

const stageFree = new Set(["pipeline.ts", "index.ts"]);

function stageFault(from: string, to: string, kind: Import["kind"]): string | undefined {
  const [fromRoom, toRoom] = [coreRoom(from), coreRoom(to)];
  if (fromRoom === undefined || stageFree.has(fromRoom) || toRoom === undefined) return undefined;
  if (fromRoom === toRoom || toRoom === "kernel") return undefined;
  const earlier = stageNumber(toRoom) < stageNumber(fromRoom);
  if (earlier && kind === "type") return undefined;
  return earlier ? `${fromRoom} imports a value from ${toRoom}` : `${fromRoom} imports from ${toRoom}`;
}

/** The folder under core's sources, or the file's name where it lies in none. */
const coreRoom = (path: string): string | undefined => /^packages\/core\/src\/([^/]+)/.exec(path)?.[1];

/** Kernel and stray files come before and after all stages: neither may look at one, nor be looked at as one. */
const stageNumber = (room: string): number =>
  room === "kernel" ? 0 : Number(/^([0-9]+)-/.exec(room)?.[1] ?? Number.NaN);

const looseFolders = ["examples", "scripts", "bench", "cases", "test"];

/** Every import of the workspace under `root` that breaks a rule, and every package.json that would allow one to. */
export function findViolations(root: string): Violation[] {
  const manifests = readManifests(root);
  const folders = new Map(manifests.map((manifest) => [manifest.name, manifest.folder]));
  const devDependencies = readDevDependencies(root);
  const sources = [
    ...manifests.flatMap((manifest) => readSources(root, `packages/${manifest.folder}`, manifest)),
    ...looseFolders.flatMap((folder) => readSources(root, folder, undefined)),
  ];
  const cases = sources.flatMap((file) =>
    file.imports.map(({ target, kind, line }) => ({ line, it: { file, target, kind, folders, devDependencies } })),
  );
  return [...manifestViolations(manifests), ...cases.flatMap(({ it, line }) => violationsOf(it, line))];
}

function violationsOf(it: Case, line: number): Violation[] {
  return rules.flatMap(({ name, reason, check }) => {
    const detail = check(it);
    if (detail === undefined) return [];
    const why = typeof reason === "string" ? reason : reason(it.file);
    return [{ file: it.file.path, line, rule: name, detail, reason: why }];
  });
}

function manifestViolations(manifests: readonly Manifest[]): Violation[] {
  return manifests.flatMap((manifest) => {
    const at = { file: `packages/${manifest.folder}/package.json`, line: 1, rule: "package direction" };
    const entry = siblings.get(manifest.folder);
    if (entry === undefined) {
      const reason = "each package has its place in the table of scripts/architecture/rules.ts";
      return [{ ...at, detail: `${manifest.folder} has no rule`, reason }];
    }
    const refused = manifests.filter(
      ({ name, folder }) => manifest.dependencies.has(name) && !mayImport(manifest, folder),
    );
    return refused.map(({ name }) => ({
      ...at,
      detail: `${manifest.folder} may not depend on ${name}`,
      reason: entry.reason,
    }));
  });
}
