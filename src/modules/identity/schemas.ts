import { z } from "zod";
import { LOCALES } from "@/i18n/locales";
import { idOf } from "@/kernel/ids";

/** ASVS asks for 8 at least; guessing is slowed besides. */
export const passwordMin = 10;
/** Hashing cost grows with length: longer ones are refused before they are hashed. */
export const passwordMax = 128;

export const personName = z.string().trim().min(1).max(80);
export const emailAddress = z.string().trim().toLowerCase().pipe(z.email().max(254));
export const newPassword = z.string().min(passwordMin).max(passwordMax);
/** Six digits of an authenticator app, typed with or without a space. */
export const totpCode = z
  .string()
  .transform((code) => code.replace(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "auth.code_format"));
export const recoveryCode = z.string().trim().min(8).max(32);

export const signUpInput = z.object({ name: personName, email: emailAddress, password: newPassword });
export const signInInput = z.object({
  email: emailAddress,
  password: z.string().min(1).max(passwordMax),
  rememberMe: z.boolean(),
});
export const forgotPasswordInput = z.object({ email: emailAddress });
export const resetPasswordInput = z.object({ newPassword });
export const totpInput = z.object({ code: totpCode, trustDevice: z.boolean() });
export const confirmTotpInput = z.object({ code: totpCode });
export const recoveryInput = z.object({ code: recoveryCode });
export const passwordInput = z.object({ password: z.string().min(1).max(passwordMax) });
export const changePasswordInput = z.object({
  currentPassword: z.string().min(1).max(passwordMax),
  newPassword,
});
export const changeEmailInput = z.object({ newEmail: emailAddress });
export const passkeyNameInput = z.object({ name: z.string().trim().min(1).max(60) });

export const updateProfileInput = z.object({ name: personName, locale: z.enum(LOCALES) });
export type UpdateProfileInput = z.output<typeof updateProfileInput>;

export const revokeSessionInput = z.object({ sessionId: idOf("session") });
export type RevokeSessionInput = z.output<typeof revokeSessionInput>;
