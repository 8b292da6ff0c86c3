import { useSyncExternalStore } from "react";
import { AuthCallError, authCall } from "./auth-call";

interface JsonWebAuthn {
  parseCreationOptionsFromJSON(options: unknown): PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON(options: unknown): PublicKeyCredentialRequestOptions;
}

const supported = (): boolean =>
  "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in window.PublicKeyCredential;

const never = () => () => undefined;

/** Whether this browser can make and use passkeys; null while only the server has drawn the page. */
export const usePasskeySupport = (): boolean | null =>
  useSyncExternalStore<boolean | null>(never, supported, () => null);

const webAuthn = (): JsonWebAuthn => window.PublicKeyCredential as unknown as JsonWebAuthn;

/** Closing the browser's own window is a choice, not a failure: nothing happens then. */
async function asked<T>(ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const { name } = error as { name?: string };
    if (name === "NotAllowedError" || name === "AbortError") return null;
    const reason = name === "InvalidStateError" ? "auth.passkey_known" : "auth.passkey_failed";
    throw new AuthCallError({ code: "INVALID", reason, retryAfterMs: null });
  }
}

const jsonOf = (credential: Credential): unknown => (credential as PublicKeyCredential).toJSON();

/** Make a passkey on this device. False when the person changed their mind. */
export async function addPasskey(name: string): Promise<boolean> {
  const options = await authCall(`/passkey/generate-register-options?name=${encodeURIComponent(name)}`);
  const publicKey = webAuthn().parseCreationOptionsFromJSON(options);
  const credential = await asked(() => navigator.credentials.create({ publicKey }));
  if (!credential) return false;
  await authCall("/passkey/verify-registration", { response: jsonOf(credential), name });
  return true;
}

/** Sign in with a passkey of this device. False when the person changed their mind. */
export async function signInWithPasskey(): Promise<boolean> {
  const options = await authCall("/passkey/generate-authenticate-options");
  const publicKey = webAuthn().parseRequestOptionsFromJSON(options);
  const credential = await asked(() => navigator.credentials.get({ publicKey }));
  if (!credential) return false;
  await authCall("/passkey/verify-authentication", { response: jsonOf(credential) });
  return true;
}
