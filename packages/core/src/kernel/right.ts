/** Bits of the built-in actions. A custom verb has the bit `custom` and its name beside it. */
export const actionBits = { read: 1, create: 2, update: 4, delete: 8, custom: 16 } as const;
export type ActionBit = (typeof actionBits)[keyof typeof actionBits];

/** All actions. `write` is everything but read. */
export const allActions = 31;
const writeActions = 30;

/** The words that mean several or one of the bits; any other word is a custom verb or an operationId. */
const actionWords: ReadonlyMap<string, number> = new Map([
  ["*", allActions],
  ["write", writeActions],
  ["read", actionBits.read],
  ["create", actionBits.create],
  ["update", actionBits.update],
  ["delete", actionBits.delete],
]);

/** True for `read`, `create`, `update`, `delete`, `write`, `*`: words that no operationId may take. */
export const isActionWord = (word: string): boolean => actionWords.has(word);

/**
 * One right as DESIGN section 4 writes it: `["!"] resource [":" action]`.
 * `module` undefined means `*`. `bits` is 0 where `name` is a custom verb or an operationId.
 */
export interface Right {
  /** The right as written. */
  readonly text: string;
  readonly refuses: boolean;
  readonly module: string | undefined;
  readonly entity: string | undefined;
  readonly bits: number;
  readonly name: string | undefined;
}

const moduleForm = /^[A-Za-z0-9_][A-Za-z0-9_.~-]*$/;
/** Without `*`: it would look like a pattern and be taken literally, so that a refusing right would refuse nothing. */
const entityForm = /^[A-Za-z0-9_.~%!$&'()+,=@-]+$/;
const actionForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const maxLength = 200;

/** Reads one right. Gives the reason as text when it is not a right; does not check that its module exists. */
export function parseRight(text: string): Right | { readonly problem: string } {
  if (text.length > maxLength) return { problem: `a right has at most ${maxLength} characters` };
  const refuses = text.startsWith("!");
  const body = refuses ? text.slice(1) : text;
  const colon = body.indexOf(":");
  const resource = colon < 0 ? body : body.slice(0, colon);
  const word = colon < 0 ? "*" : body.slice(colon + 1);
  const slash = resource.indexOf("/");
  const module = slash < 0 ? resource : resource.slice(0, slash);
  const entity = slash < 0 ? undefined : resource.slice(slash + 1);
  if (module !== "*" && !moduleForm.test(module)) return { problem: `"${text}" does not start with a module or *` };
  if (entity !== undefined && (module === "*" || !entityForm.test(entity)))
    return { problem: `"${text}" does not name one entity after the slash` };
  const bits = actionWords.get(word);
  if (bits === undefined && !actionForm.test(word))
    return { problem: `"${text}" does not name an action after the colon` };
  return {
    text,
    refuses,
    module: module === "*" ? undefined : module,
    entity,
    bits: bits ?? 0,
    name: bits === undefined ? word : undefined,
  };
}
