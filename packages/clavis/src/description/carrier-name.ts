import { isOwnedHeader } from "@clavis/core";

/** RFC 9110 token: what a header or a cookie may be called. */
const tokenForm = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** A parameter's name as everybody writes it in a query; it also stands in the header that asks for the key. */
const queryNameForm = /^[A-Za-z0-9_.~$@[\]-]{1,100}$/;

/** Why no credential can be carried under this name, for the three places an apiKey scheme may have. */
export function carrierNameProblem(carrier: "header" | "query" | "cookie", name: string): string | undefined {
  if (name === "") return "must not be empty";
  if (!(carrier === "query" ? queryNameForm : tokenForm).test(name)) return `is not a name that a ${carrier} can have`;
  if (carrier === "header" && isOwnedHeader(name))
    return `the header ${name} belongs to HTTP or to Clavis: a key can not be carried in it`;
  return undefined;
}
