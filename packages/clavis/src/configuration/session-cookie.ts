/** What is wrong with a session's cookie, and at which member. `weak`: `insecure.sessionCookie` (SECURITY SES-04). */
export function cookieProblems(
  name: string,
  attributes: string,
  weak: boolean,
): readonly (readonly [member: "name" | "attributes", problem: string])[] {
  const read = readAttributes(attributes);
  if ("problem" in read) return [["attributes", read.problem]];
  if (/^__Host-/i.test(name) && !(read.secure && read.path === "/"))
    return [["attributes", "a cookie named __Host- needs Secure and Path=/, or browsers drop it"]];
  if (/^__Secure-/i.test(name) && !read.secure)
    return [["attributes", "a cookie named __Secure- needs Secure, or browsers drop it"]];
  if (read.sameSite === "none" && !read.secure) return [["attributes", "SameSite=None needs Secure"]];
  if (weak) return [];
  const missing = missingFrom(read);
  return [
    ...(/^__Host-/.test(name) ? [] : [["name", `does not begin with __Host-: ${remedy}`] as const]),
    ...(missing.length === 0 ? [] : [["attributes", `lacks ${missing.join(", ")}: ${remedy}`] as const]),
  ];
}

const remedy = "another site could plant or read it. Set insecure.sessionCookie to allow it nevertheless";

interface Attributes {
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: string | undefined;
  readonly path: string | undefined;
}

const missingFrom = ({ secure, httpOnly, sameSite }: Attributes): string[] => [
  ...(secure ? [] : ["Secure"]),
  ...(httpOnly ? [] : ["HttpOnly"]),
  ...(sameSite === "lax" || sameSite === "strict" ? [] : ["SameSite=Lax or SameSite=Strict"]),
];

/** How long it lasts is the server's affair, and it belongs to no other host: Max-Age, Expires and Domain are unknown. */
function readAttributes(text: string): Attributes | { readonly problem: string } {
  const found = new Map<string, string>();
  for (const part of text.split("; ")) {
    const parts = /^(?:(Secure|HttpOnly)|(SameSite)=(Strict|Lax|None)|(Path)=(\/[A-Za-z0-9._~/-]*))$/i.exec(part);
    const name = (parts?.[1] ?? parts?.[2] ?? parts?.[4])?.toLowerCase();
    if (name === undefined)
      return {
        problem: "must be Secure, HttpOnly, SameSite=Lax or Strict, and Path=/, with a semicolon and a blank between",
      };
    if (found.has(name)) return { problem: `names ${name} twice` };
    found.set(name, parts?.[3]?.toLowerCase() ?? parts?.[5] ?? "");
  }
  return {
    secure: found.has("secure"),
    httpOnly: found.has("httponly"),
    sameSite: found.get("samesite"),
    path: found.get("path"),
  };
}
