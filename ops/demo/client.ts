import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "../../src/trpc/root";

/** A person at the product's own HTTP interface, as a browser would be: cookies and the page's origin. */
export class Person {
  private cookie = "";

  constructor(private readonly base: string) {}

  /** What a browser needs to be this person: `name=value; …`. */
  get cookies(): string {
    return this.cookie;
  }

  private readonly fetch: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("origin", this.base);
    if (this.cookie) headers.set("cookie", this.cookie);
    const response = await fetch(input, { ...init, headers, signal: AbortSignal.timeout(30_000) });
    const set = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    if (set.length > 0) this.cookie = set.join("; ");
    return response;
  };

  /** Sign up and stay signed in. @throws Error with the product's own words. */
  async signUp(name: string, email: string, password: string): Promise<void> {
    const response = await this.fetch(`${this.base}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name, email, password }),
    });
    if (!response.ok) throw new Error(`Signing up was refused: ${response.status} ${await response.text()}`);
  }

  /** The typed procedures, in a workspace when its address is given. */
  procedures(workspace?: string) {
    return createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: `${this.base}/api/trpc`,
          transformer: superjson,
          fetch: this.fetch as never,
          headers: workspace ? { "x-publify-workspace": workspace } : {},
        }),
      ],
    });
  }
}

/** An integration with a key at `/api/v1`. */
export class Integration {
  constructor(
    private readonly base: string,
    private readonly key: string,
  ) {}

  /** @throws Error with the problem's title and detail. */
  async call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { "x-api-key": this.key, ...("body" in sent && { "content-type": "application/json" }) };
    const init = { method, headers, signal: AbortSignal.timeout(30_000), ...sent };
    const response = await fetch(`${this.base}/api/v1${path}`, init);
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer as T;
  }
}
