import "server-only";
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { passkey } from "@better-auth/passkey";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { organization, twoFactor } from "better-auth/plugins";
import { z } from "zod";
import { getDatabase } from "@/db/client";
import { DEFAULT_LOCALE, LOCALES } from "@/i18n/locales";

import { passwordMax, passwordMin } from "@/modules/identity/schemas";
import { accounts, passkeys, sessions, twoFactors, users, verifications } from "@/modules/identity/tables";
import { invitations, members, workspaces } from "@/modules/workspaces/tables";
import { accessControl, accessRoles } from "./auth-access";
import { codesCountOnce } from "./auth-codes";
import { mintAuthId } from "./auth-ids";
import { authRateLimit, settleAttempt, limitByAccount } from "./auth-limits";
import { inBackground, sendAuthMail } from "./auth-mails";
import { DISABLED_PATHS } from "./auth-paths";
import { secureAccount } from "./auth-recovery";
import { getEnv } from "./env";
import { log } from "./log";

const hour = 3600;
const day = 24 * hour;

const TABLES = {
  user: users,
  session: sessions,
  account: accounts,
  verification: verifications,
  twoFactor: twoFactors,
  passkey: passkeys,
  organization: workspaces,
  member: members,
  invitation: invitations,
};

/** The `__Host-` prefix ties a cookie to this very host over TLS; browsers refuse it on plain http. */
function cookieOptions(appUrl: string) {
  const secure = appUrl.startsWith("https://");
  return {
    useSecureCookies: false,
    cookiePrefix: secure ? "__Host-publify" : "publify",
    defaultCookieAttributes: { secure, httpOnly: true, sameSite: "lax", path: "/" },
  } as const;
}

function plugins() {
  const { appUrl } = getEnv();
  return [
    twoFactor({ issuer: "Publify", allowPasswordless: true, backupCodeOptions: { amount: 10 } }),
    codesCountOnce,
    passkey({
      rpID: new URL(appUrl).hostname,
      rpName: "Publify",
      origin: new URL(appUrl).origin,
      // A passkey stands for password and second factor at once, so it must check its owner.
      authenticatorSelection: { userVerification: "required", residentKey: "required" },
    }),
    organization({
      ac: accessControl,
      roles: accessRoles,
      creatorRole: "owner",
      schema: {
        session: { fields: { activeOrganizationId: "activeWorkspaceId" } },
        member: { fields: { organizationId: "tenantId" } },
        invitation: { fields: { organizationId: "tenantId" } },
      },
    }),
  ];
}

const localeOf = (user: object): unknown => (user as { locale?: unknown }).locale;

function credentials() {
  return {
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordMin,
      maxPasswordLength: passwordMax,
      autoSignIn: true,
      resetPasswordTokenExpiresIn: hour,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({
        user,
        token,
      }: {
        user: { name: string; email: string };
        token: string;
      }) => {
        // Straight to our page: a link that passes through a redirect leaks its token to whoever logs it.
        const url = `${getEnv().appUrl}/reset-password?token=${token}`;
        await sendAuthMail(user.email, { kind: "reset", locale: localeOf(user), name: user.name, url });
      },
      onPasswordReset: async ({ user }: { user: { id: string; emailVerified: boolean } }) =>
        secureAccount(user),
    },
    emailVerification: {
      sendOnSignUp: true,
      // Whoever opens the link proves the address, not that the account is theirs.
      autoSignInAfterVerification: false,
      expiresIn: day,
      sendVerificationEmail: async ({ user, url }: { user: { name: string; email: string }; url: string }) =>
        sendAuthMail(user.email, { kind: "verify", locale: localeOf(user), name: user.name, url }),
    },
  };
}

function socialProviders() {
  const { google, github } = getEnv();
  return { ...(google && { google }), ...(github && { github }) };
}

/** What a person has beyond better-auth's own fields, and how their accounts elsewhere are tied to them. */
function people() {
  return {
    account: {
      encryptOAuthTokens: true,
      // An account that somebody made with an address that is not theirs must not receive its owner's sign-in.
      accountLinking: { enabled: true, requireLocalEmailVerified: true, trustedProviders: [] },
    },
    user: {
      additionalFields: {
        locale: {
          type: "string",
          required: false,
          defaultValue: DEFAULT_LOCALE,
          validator: { input: z.enum(LOCALES) },
        },
      },
      changeEmail: {
        enabled: true,
        sendChangeEmailConfirmation: ({ user, newEmail, url }) =>
          sendAuthMail(user.email, {
            kind: "changeEmail",
            locale: localeOf(user),
            name: user.name,
            url,
            newEmail,
          }),
      },
    },
  } satisfies Pick<BetterAuthOptions, "account" | "user">;
}

function buildAuth() {
  const { appUrl, authSecret } = getEnv();
  return betterAuth({
    appName: "Publify",
    baseURL: appUrl,
    basePath: "/api/auth",
    secret: authSecret,
    trustedOrigins: [new URL(appUrl).origin],
    database: drizzleAdapter(getDatabase().db, { provider: "pg", schema: TABLES, transaction: true }),
    ...credentials(),
    socialProviders: socialProviders(),
    ...people(),
    session: { expiresIn: 14 * day, updateAge: day, freshAge: day },
    verification: { storeIdentifier: "hashed" },
    rateLimit: authRateLimit,
    hooks: { before: limitByAccount, after: settleAttempt },
    disabledPaths: [...DISABLED_PATHS],
    plugins: plugins(),
    advanced: {
      ...cookieOptions(appUrl),
      disableOriginCheck: false,
      disableCSRFCheck: false,
      database: { generateId: mintAuthId },
      backgroundTasks: { handler: inBackground },
    },
    telemetry: { enabled: false },
    logger: {
      disabled: false,
      level: "error",
      log: (level, message) => log()[level]({ from: "better-auth" }, message),
    },
    // Thrown failures reach `handleAuth`, which logs them; refusals of the library are answers all the same.
    onAPIError: { throw: true, errorURL: `${appUrl}/sign-in` },
  });
}

export type Auth = ReturnType<typeof buildAuth>;
const slot = globalThis as unknown as { publifyAuth?: Auth };

/** Sign-in of this process, built on first use: the build of the pages opens no database. */
export function getAuth(): Auth {
  slot.publifyAuth ??= buildAuth();
  return slot.publifyAuth;
}
