import { actionBits, allActions, type Right } from "./right.ts";

/** What an operation asks of a right set: where it happens and what it does. */
export interface RightTarget {
  readonly module: string;
  readonly entity: string | undefined;
  readonly bit: number;
  readonly verb: string | undefined;
  readonly operationId: string;
}

/** What is granted or refused at one place: built-in actions as bits, custom verbs and operationIds by name. */
class ActionSet {
  #bits = 0;
  readonly #names = new Map<string, string>();
  readonly #texts = new Map<number, string>();

  add(right: Right): void {
    if (right.name !== undefined) this.#names.set(right.name, right.text);
    for (const bit of Object.values(actionBits)) {
      if ((right.bits & bit) === 0) continue;
      this.#bits |= bit;
      if (!this.#texts.has(bit)) this.#texts.set(bit, right.text);
    }
  }

  /** The text of a right that covers the action. */
  match(target: RightTarget): string | undefined {
    if ((this.#bits & target.bit) !== 0) return this.#texts.get(target.bit);
    if (this.#names.size === 0) return undefined;
    return (
      (target.verb === undefined ? undefined : this.#names.get(target.verb)) ?? this.#names.get(target.operationId)
    );
  }

  covers(right: Right): boolean {
    // A name can be the operationId of a reading operation as well as a custom verb: only all actions cover it.
    if (right.name !== undefined) return this.#bits === allActions || this.#names.has(right.name);
    return (this.#bits & right.bits) === right.bits;
  }

  /** Two names can be the verb and the operationId of one operation, and of any action: a name overlaps everything. */
  overlaps(right: Right): boolean {
    return right.name !== undefined || this.#names.size > 0 || (this.#bits & right.bits) !== 0;
  }
}

interface Place {
  whole: ActionSet | undefined;
  readonly entities: Map<string, ActionSet>;
}

/** The action sets of one effect (granting or refusing), by place. */
class Grants {
  everywhere: ActionSet | undefined;
  readonly modules = new Map<string, { whole: ActionSet | undefined; entities: Map<string, ActionSet> }>();

  add(right: Right): void {
    this.#setFor(right).add(right);
  }

  #setFor(right: Right): ActionSet {
    if (right.module === undefined) {
      this.everywhere ??= new ActionSet();
      return this.everywhere;
    }
    const place = this.#place(right.module);
    if (right.entity === undefined) {
      place.whole ??= new ActionSet();
      return place.whole;
    }
    const known = place.entities.get(right.entity);
    if (known !== undefined) return known;
    const set = new ActionSet();
    place.entities.set(right.entity, set);
    return set;
  }

  #place(module: string): Place {
    const known = this.modules.get(module);
    if (known !== undefined) return known;
    const place: Place = { whole: undefined, entities: new Map() };
    this.modules.set(module, place);
    return place;
  }

  match(target: RightTarget, wildcard: boolean): string | undefined {
    const everywhere = wildcard ? this.everywhere?.match(target) : undefined;
    if (everywhere !== undefined) return everywhere;
    const place = this.modules.get(target.module);
    if (place === undefined) return undefined;
    const whole = place.whole?.match(target);
    if (whole !== undefined || target.entity === undefined) return whole;
    return place.entities.get(target.entity)?.match(target);
  }
}

/** What a right set says of a target: the right that allows, the right that refuses, or nothing. */
export interface Verdict {
  readonly allowed: boolean;
  /** The right that decided; undefined when none matched. */
  readonly right: string | undefined;
}

const nothing: Verdict = { allowed: false, right: undefined };

/**
 * The modules of Clavis's own operations. Their writing actions are covered by `*` only where the holder is not a key
 * (DESIGN 4): a key needs them by name.
 */
export const ownModules: ReadonlySet<string> = new Set(["apikeys", "tokens", "sessions", "requests", "me"]);

/** A set of rights, compiled: a look-up costs the same for one right and for a thousand. Never changed. */
export class RightSet {
  /** The rights as written. */
  readonly texts: readonly string[];
  readonly #granting = new Grants();
  readonly #refusing = new Grants();

  constructor(rights: readonly Right[]) {
    this.texts = rights.map((right) => right.text);
    for (const right of rights) (right.refuses ? this.#refusing : this.#granting).add(right);
  }

  /** A refusing right wins over every granting one; nothing matched is refused. */
  judge(target: RightTarget, holder: "key" | "other"): Verdict {
    const refusing = this.#refusing.match(target, true);
    if (refusing !== undefined) return { allowed: false, right: refusing };
    const byName = holder === "key" && ownModules.has(target.module) && target.bit !== actionBits.read;
    const granting = this.#granting.match(target, !byName);
    return granting === undefined ? nothing : { allowed: true, right: granting };
  }

  /**
   * True when everything the granting right covers is granted here and nothing of it refused. Cautious: a right that
   * only several of ours cover together at different places counts as not covered.
   */
  holds(right: Right): boolean {
    return this.#grantsAll(right) && !this.#refusesAny(right);
  }

  #grantsAll(right: Right): boolean {
    if (this.#granting.everywhere?.covers(right)) return true;
    if (right.module === undefined) return false;
    const place = this.#granting.modules.get(right.module);
    if (place?.whole?.covers(right)) return true;
    return right.entity !== undefined && place?.entities.get(right.entity)?.covers(right) === true;
  }

  #refusesAny(right: Right): boolean {
    if (this.#refusing.everywhere?.overlaps(right)) return true;
    const places =
      right.module === undefined ? [...this.#refusing.modules.values()] : [this.#refusing.modules.get(right.module)];
    return places.some((place) => {
      if (place === undefined) return false;
      if (place.whole?.overlaps(right)) return true;
      if (right.entity !== undefined) return place.entities.get(right.entity)?.overlaps(right) === true;
      return [...place.entities.values()].some((set) => set.overlaps(right));
    });
  }
}

const everythingRight: Right = {
  text: "*",
  refuses: false,
  module: undefined,
  entity: undefined,
  bits: allActions,
  name: undefined,
};

/** `*`: every right. The default ceiling of an account. */
export const everything: RightSet = new RightSet([everythingRight]);
