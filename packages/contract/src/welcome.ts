import { type Static, Type } from "typebox";
import type { OwnOperation } from "./own-operation.ts";

export const ChosenPassword = Type.Object(
  {
    secret: Type.String({ minLength: 1, maxLength: 100, description: "From the link that was sent." }),
    password: Type.String({ minLength: 1, maxLength: 4096 }),
  },
  { additionalProperties: false },
);
export type ChosenPassword = Static<typeof ChosenPassword>;

const welcome = { listener: "public", path: "/.clavis/welcome", module: "welcome", access: "open" } as const;

/** Where an invitation or a reset leads. The secret stands in the fragment, which no server and no log gets to see. */
export const readWelcomePage: OwnOperation = {
  ...welcome,
  operationId: "readWelcomePage",
  method: "GET",
  action: "read",
  summary: "The page on which an invited user chooses a password",
};

export const choosePassword: OwnOperation = {
  ...welcome,
  operationId: "choosePassword",
  method: "POST",
  action: "create",
  summary: "Choose a password with the secret that was sent, once",
  body: ChosenPassword,
  status: 204,
};
