import { type Entity, newId } from "@/kernel/ids";

/** Which of our entities each model of better-auth is. */
const ENTITY_OF_MODEL: Record<string, Entity> = {
  user: "user",
  session: "session",
  account: "account",
  verification: "verification",
  twoFactor: "twoFactor",
  passkey: "passkey",
  organization: "workspace",
  member: "member",
  invitation: "invitation",
};

/** Mint the id of a row that better-auth writes. @throws Error for a model that has no entity here. */
export function mintAuthId({ model }: { model: string }): string {
  const entity = ENTITY_OF_MODEL[model];
  if (!entity) throw new Error(`better-auth asks for the id of an unknown model: ${model}`);
  return newId(entity);
}
