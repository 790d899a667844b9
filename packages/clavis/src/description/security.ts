import { type Demand, isApplicationScheme, parseRight, type Right, type Security } from "@clavis/core";
import type { RightRules } from "@clavis/directory";
import type { Findings } from "./findings.ts";
import type { Located } from "./located.ts";
import { nearest } from "./nearest.ts";
import { rightProblem } from "./right-names.ts";
import type { DeclaredScheme } from "./scheme.ts";

/** What `security` can refer to. */
export interface SecurityTerms {
  readonly schemes: ReadonlyMap<string, DeclaredScheme>;
  readonly scopes: ReadonlyMap<string, readonly Right[]>;
  readonly rights: RightRules;
}

/** Reads `security` lists, and remembers which schemes are asked for that can not be executed. */
export class SecurityReader {
  readonly #terms: SecurityTerms;
  readonly #findings: Findings;
  readonly #refused = new Map<string, { readonly at: Located; readonly reason: string; operations: number }>();

  constructor(terms: SecurityTerms, findings: Findings) {
    this.#terms = terms;
    this.#findings = findings;
  }

  /** The alternatives of one operation; `[]` and `{}` both mean that nobody need say who they are. */
  read(list: Located): Security {
    const alternatives = this.#findings.items(list);
    if (alternatives.length === 0) return [[]];
    return alternatives.map((alternative) => this.#readAlternative(alternative));
  }

  /** One problem per scheme, where it is first asked for. */
  reportRefused(): void {
    for (const [name, { at, reason, operations }] of this.#refused)
      this.#findings.add(at, `the security scheme "${name}" is used by ${operations} operation(s), but ${reason}`);
  }

  #readAlternative(at: Located): readonly Demand[] {
    const demands = new Map<string, readonly Right[]>();
    for (const [name, scopes] of this.#findings.members(at)) {
      const scheme = this.#schemeName(name, scopes);
      const rights = this.#findings.items(scopes).flatMap((scope) => this.#readScope(scope));
      if (scheme !== undefined) demands.set(scheme, [...(demands.get(scheme) ?? []), ...rights]);
    }
    this.#checkTogether([...demands.keys()], at);
    return [...demands].map(([scheme, rights]) => ({ scheme, rights }));
  }

  /** A request carries at most one credential that says which program calls, and one that says who (DESIGN 5.2). */
  #checkTogether(names: readonly string[], at: Located): void {
    const applications = names.filter((name) => this.#isApplication(name));
    const callers = names.filter((name) => !this.#isApplication(name));
    for (const [list, role] of [
      [callers, "caller"],
      [applications, "application"],
    ] as const) {
      if (list.length > 1)
        this.#findings.add(at, `asks for ${list.join(" and ")} at once, but a request carries one ${role}`);
    }
  }

  #isApplication(name: string): boolean {
    const declared = this.#terms.schemes.get(name);
    return declared?.kind === "executable" && isApplicationScheme(declared.scheme);
  }

  #schemeName(name: string, at: Located): string | undefined {
    const declared = this.#terms.schemes.get(name);
    if (declared === undefined)
      this.#findings.add(
        at,
        `"${name}" is no security scheme of this description${nearest(name, [...this.#terms.schemes.keys()])}`,
      );
    if (declared?.kind === "refused") this.#countRefused(name, declared.reason, at);
    return declared?.kind === "executable" ? declared.scheme.name : undefined;
  }

  #countRefused(name: string, reason: string, at: Located): void {
    const known = this.#refused.get(name) ?? { at, reason, operations: 0 };
    known.operations++;
    this.#refused.set(name, known);
  }

  /** A scope is mapped by the configuration, or is itself a right that must be held. */
  #readScope(at: Located): readonly Right[] {
    const text = this.#findings.text(at);
    if (text === undefined) return [];
    const mapped = this.#terms.scopes.get(text);
    if (mapped !== undefined) return mapped;
    const right = parseRight(text);
    const problem = "problem" in right ? right.problem : rightProblem(right, this.#terms.rights);
    if (!("problem" in right) && right.refuses)
      this.#findings.add(at, "a scope is a right that must be held: it can not refuse");
    else if (problem !== undefined)
      this.#findings.add(at, `this scope is no right (${problem}): map it under scopes in clavis.yaml`);
    return "problem" in right ? [] : [right];
  }
}
