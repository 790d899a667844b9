import { DescribedRequest, type VerifyAnswer, validatorOf } from "@clavis/contract";
import { explain, type HeaderPairs, headerCount, type Judgement, type RawRequest } from "@clavis/core";
import { jsonAnswer, type OwnHandler } from "./handler.ts";
import { verifiedCaller } from "./verify-caller.ts";

export interface VerifyPorts {
  /** The whole decision, what it waits for found out. A rehearsal settles no charges. */
  readonly judge: (raw: RawRequest, rehearse: boolean) => Judgement | Promise<Judgement>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newRequestId: () => string;
  /** Where a request without a Host goes: a host of the primary environment. */
  readonly defaultHost: string;
  /** Applied after a decision that was not rehearsed: its record, and that the key was used. Rejects when strict mode can not record. */
  readonly conclude: (judgement: Judgement, duration: number) => Promise<void>;
}

/**
 * `POST /v1/verify`: judges a described request exactly as the gateway would judge it on the public listener, charges
 * and records it (unless `rehearse`), and answers the decision with its checks.
 */
export function verifyHandler({ judge, now, newRequestId, defaultHost, conclude }: VerifyPorts): OwnHandler {
  const validate = validatorOf(DescribedRequest);
  return async ({ body }) => {
    const read = validate(body);
    if ("misfits" in read)
      return { code: "validation_failed", detail: "The described request is not valid.", problems: read.misfits };
    const started = now();
    const raw = rawRequestOf(read.value, started, newRequestId(), defaultHost);
    const rehearse = read.value.rehearse === true;
    const judgement = await judge(raw, rehearse);
    if (!rehearse) await conclude(judgement, now() - started);
    return jsonAnswer(200, answerOf(judgement));
  };
}

function rawRequestOf(described: DescribedRequest, time: number, requestId: string, defaultHost: string): RawRequest {
  const headers = (described.headers ?? []).flat();
  if (headerCount(headers, "host") === 0) headers.push("Host", described.host ?? defaultHost);
  return {
    listener: "public",
    method: described.method,
    target: described.target,
    headers,
    peer: "",
    statedAddress: described.address ?? "",
    secure: described.secure ?? false,
    time,
    requestId,
  };
}

function answerOf(judgement: Judgement): VerifyAnswer {
  const { facts, decision, outcome } = judgement;
  const { operation, principal, account } = decision;
  const { sentence, checks } = explain(judgement);
  return {
    effect: decision.effect,
    requestId: facts.requestId,
    ...(operation && { operation: { id: operation.id, module: operation.module, template: operation.template } }),
    ...(facts.environment !== undefined && { environment: facts.environment }),
    ...(account && { account: account.number }),
    ...(facts.country !== undefined && facts.country !== "unavailable" && { country: facts.country }),
    ...verifiedCaller(principal),
    rights: decision.effect === "allow" ? [...decision.matched] : [],
    notes: decision.effect === "allow" ? [...decision.notes] : [],
    sentence,
    checks: checks.map((report) => ({ ...report })),
    ...(outcome.kind === "forward" && {
      forward: { method: outcome.method, target: outcome.target, headers: pairs(outcome.headers) },
    }),
    answer: {
      ...(outcome.kind === "answer" && { status: outcome.status }),
      headers: pairs(outcome.answerHeaders),
      ...(outcome.kind === "answer" && outcome.body !== undefined && { body: JSON.parse(outcome.body) as unknown }),
    },
  };
}

function pairs(headers: HeaderPairs): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at < headers.length; at += 2) list.push([headers[at] ?? "", headers[at + 1] ?? ""]);
  return list;
}
