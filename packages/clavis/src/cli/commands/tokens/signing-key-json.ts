import { type SigningKey, signingKeyState } from "@clavis/directory";
import { timeText } from "../../time-text.ts";

/** A signing key as `--json` shows it: its public part, never its secret one. */
export const signingKeyJson = (key: SigningKey, now: number): Record<string, unknown> => ({
  id: key.kid,
  environment: key.environment,
  purpose: key.purpose,
  algorithm: key.algorithm,
  state: signingKeyState(key, now),
  publicJwk: key.publicJwk,
  createdAt: timeText(key.createdAt),
  activeAt: timeText(key.activeAt),
  retiresAt: timeText(key.retiresAt),
  endsAt: timeText(key.endsAt),
});
