import { type Static, Type } from "typebox";
import type { OwnOperation } from "../own-operation.ts";

const strict = { additionalProperties: false };

/** Who calls, in which account, and what limits them there: every list must allow. */
export const Me = Type.Object({
  user: Type.Optional(
    Type.Object({
      id: Type.String(),
      email: Type.String(),
      name: Type.String(),
      kind: Type.Optional(Type.String()),
      mainAccount: Type.Optional(Type.String()),
    }),
  ),
  credential: Type.Optional(Type.Object({ id: Type.String(), version: Type.Integer() })),
  session: Type.Optional(Type.Object({ id: Type.String(), idleEndsAt: Type.String(), endsAt: Type.String() })),
  token: Type.Optional(Type.Object({ id: Type.String(), expiresAt: Type.String(), oneTime: Type.Boolean() })),
  application: Type.Optional(Type.String({ description: "The application that calls, or that signed in." })),
  environment: Type.String(),
  account: Type.Optional(Type.String({ description: "The account this call acts in." })),
  reachedBy: Type.Array(Type.String(), { description: "The accounts on the way to it, the first one first." }),
  rights: Type.Array(Type.Array(Type.String()), {
    description: "Lists of rights; what each of them allows is allowed.",
  }),
});
export type Me = Static<typeof Me>;

export const MyAccounts = Type.Object({
  accounts: Type.Array(
    Type.Object({
      number: Type.String(),
      name: Type.String(),
      reachedFrom: Type.Optional(Type.String({ description: "The portal it is reached from; absent for one's own." })),
      main: Type.Boolean(),
    }),
  ),
});
export type MyAccounts = Static<typeof MyAccounts>;

export const MeChange = Type.Object(
  { mainAccount: Type.String({ minLength: 1, maxLength: 100, description: "The account used where none is named." }) },
  strict,
);
export type MeChange = Static<typeof MeChange>;

export const PasswordChange = Type.Object(
  {
    current: Type.String({ minLength: 1, maxLength: 4096 }),
    password: Type.String({ minLength: 1, maxLength: 4096, description: "The new one." }),
  },
  strict,
);
export type PasswordChange = Static<typeof PasswordChange>;

const me = { listener: "public", module: "me", access: "caller" } as const;

export const meOperations: readonly OwnOperation[] = [
  {
    ...me,
    operationId: "readMe",
    beforePasswordChange: true,
    method: "GET",
    path: "/me",
    action: "read",
    needs: "identity",
    summary: "Who am I and what may I do",
    answer: Me,
  },
  {
    ...me,
    operationId: "listMyAccounts",
    method: "GET",
    path: "/me/accounts",
    action: "read",
    needs: "identity",
    summary: "The accounts I can act in",
    answer: MyAccounts,
  },
  {
    ...me,
    operationId: "updateMe",
    changesShared: true,
    method: "PATCH",
    path: "/me",
    action: "update",
    needs: "user",
    summary: "Choose my main account",
    body: MeChange,
    answer: Me,
  },
  {
    ...me,
    operationId: "changePassword",
    changesShared: true,
    beforePasswordChange: true,
    method: "POST",
    path: "/me/password",
    action: "update",
    needs: "user",
    summary: "Change my password, with the current one",
    body: PasswordChange,
    status: 204,
  },
];
