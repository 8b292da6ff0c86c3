import type { Account } from "@/networks/contract";

interface Grant {
  /** Null once it has ended. */
  access: string | null;
  refresh: string;
  serial: number;
}

/**
 * What the network knows of its accounts' credentials, kept by itself: one access token at a time, and each refresh
 * token is good for one renewal only, as with servers that rotate them.
 */
export class Grants {
  renewals = 0;
  /** Renewals asked for under a token that was spent, or that was never given. */
  refused = 0;
  private readonly byAccount = new Map<string, Grant>();

  /** Somebody signs in: what was given before counts no more. */
  issue(externalId: string): Record<string, unknown> {
    const serial = (this.byAccount.get(externalId)?.serial ?? 0) + 1;
    const grant = { access: `access ${serial}`, refresh: `refresh ${serial}`, serial };
    this.byAccount.set(externalId, grant);
    return { access: grant.access, refresh: grant.refresh };
  }

  /** The access token has ended; it can be renewed. */
  end({ externalId }: Pick<Account, "externalId">): void {
    const grant = this.byAccount.get(externalId);
    if (grant) grant.access = null;
  }

  /** Tell whether a call under these credentials is let in; accounts that nobody signed in to need none. */
  admits(account: Pick<Account, "externalId" | "credentials"> | undefined): boolean {
    const grant = account && this.byAccount.get(account.externalId);
    return !grant || (grant.access !== null && grant.access === account.credentials.access);
  }

  /** New credentials for a refresh token, which is spent by it; null for one that is spent already. */
  renew({ externalId, credentials }: Pick<Account, "externalId" | "credentials">) {
    if (this.byAccount.get(externalId)?.refresh !== credentials.refresh) {
      this.refused += 1;
      return null;
    }
    this.renewals += 1;
    return this.issue(externalId);
  }
}
