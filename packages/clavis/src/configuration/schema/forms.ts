import { hostForm, maxHostLength } from "@clavis/core";
import Type from "typebox";
import type { LongestDuration } from "../duration.ts";

/** The forms of single values in clavis.yaml. `expected` completes the sentence "must be ..." of a problem. */
export const strict = { additionalProperties: false };

const defaulting = <T>(fallback: T | undefined): { default?: T } =>
  fallback === undefined ? {} : { default: fallback };

/** One that is waited for, or (`90d`) that something lives. */
export const duration = (fallback: string | undefined, description: string, most: LongestDuration = "24h") =>
  Type.String({
    pattern: most === "24h" ? "^[1-9][0-9]{0,8}(ms|s|m|h)$" : "^[1-9][0-9]{0,8}(ms|s|m|h|d)$",
    expected:
      most === "24h"
        ? "a duration such as 250ms, 30s, 5m or 1h, at most 24h"
        : "a duration such as 30s, 15m, 1h or 30d, at most 90d",
    ...defaulting(fallback),
    description,
  });

export const wholeNumber = (minimum: number, maximum: number, fallback: number | undefined, description: string) =>
  Type.Integer({
    minimum,
    maximum,
    expected: `a number from ${minimum} to ${maximum}`,
    ...defaulting(fallback),
    description,
  });

export const bytes = (fallback: number | undefined, minimum: number, maximum: number, description: string) =>
  Type.Integer({
    minimum,
    maximum,
    expected: `a number of bytes from ${minimum} to ${maximum}`,
    ...defaulting(fallback),
    description,
  });

export const flag = (description: string) => Type.Boolean({ default: false, description });

export const headerName = Type.String({
  pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$",
  expected: "the name of a header",
});

export const host = Type.String({
  pattern: hostForm.source,
  maxLength: maxHostLength,
  expected: "a lower-case host name, with a port only where it counts",
});

export const address = (fallback: string | undefined, description: string) =>
  Type.String({
    minLength: 1,
    expected: "an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/clavis.sock",
    ...defaulting(fallback),
    description,
  });

export const path = (description: string) => Type.String({ minLength: 1, expected: "a path", description });

/** What browsers send as `Origin`; the usual port is refused where it is read. */
export const originPattern = "^https?://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+\\])(?::[0-9]{1,5})?$";

export const origin = Type.String({
  pattern: originPattern,
  expected: "an exact origin such as https://app.example.com, lower-case and without a path",
});

export const rights = Type.Array(Type.String({ expected: "a right such as invoices:read" }), {
  minItems: 1,
  expected: "a list of rights",
});

/** A label that users have: `pro`, `customer`. */
export const userKind = Type.String({ minLength: 1, maxLength: 64, expected: "a kind of users, 1 to 64 characters" });

/** What is waited for in a parameter, a claim or a JSON object. */
export const memberName = (description: string) =>
  Type.String({ minLength: 1, maxLength: 100, expected: "a name of 1 to 100 characters", description });
