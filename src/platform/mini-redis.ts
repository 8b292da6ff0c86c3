import "server-only";
import type { Requester } from "@upstash/redis";
import { COMMANDS } from "./mini-redis-commands";
import { RedisLua } from "./mini-redis-lua";
import { RedisError, RedisStore, type Reply, type StoreOptions } from "./mini-redis-store";

type Outcome = { result: Reply } | { error: string };

const textOf = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);

/**
 * Redis inside the process, for the product without Upstash: the commands that caches and limits use, with real Lua.
 * Nothing outlives a restart, and another process has its own: whatever must last belongs in Postgres.
 */
export class MiniRedis implements Pick<Requester, "request"> {
  readonly store: RedisStore;
  private scripting?: RedisLua;

  constructor(options: StoreOptions = {}) {
    this.store = new RedisStore(options);
  }

  /** Opened on the first script: a cache alone needs no Lua. */
  private get lua(): RedisLua {
    this.scripting ??= new RedisLua((command) => this.execute(command));
    return this.scripting;
  }

  /** Run one command. @throws RedisError in Redis's own words. */
  execute(command: readonly unknown[]): Reply {
    const [name = "", ...args] = command.map(textOf);
    const verb = name.toUpperCase();
    if (verb === "EVAL") return this.evaluate(this.lua.load(args[0] ?? ""), args.slice(1));
    if (verb === "EVALSHA") return this.evaluate(args[0] ?? "", args.slice(1));
    if (verb === "SCRIPT") return this.script(args);
    const run = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
    if (!run) throw new RedisError(`ERR unknown command '${name}'`);
    return run(this.store, args);
  }

  private evaluate(hash: string, [count = "0", ...rest]: readonly string[]): Reply {
    const keys = Number(count);
    if (!Number.isInteger(keys) || keys < 0 || keys > rest.length)
      throw new RedisError("ERR Number of keys can't be greater than number of args");
    return this.lua.evaluate(hash, rest.slice(0, keys), rest.slice(keys));
  }

  private script([verb = "", ...args]: readonly string[]): Reply {
    if (verb.toUpperCase() === "LOAD") return this.lua.load(args[0] ?? "");
    if (verb.toUpperCase() === "EXISTS") return args.map((hash) => (this.lua.has(hash) ? 1 : 0));
    throw new RedisError(`ERR unknown subcommand '${verb}'`);
  }

  private outcome(command: readonly unknown[]): Outcome {
    try {
      return { result: this.execute(command) };
    } catch (error) {
      if (error instanceof RedisError) return { error: error.message };
      throw error;
    }
  }

  /** What `@upstash/redis` calls instead of its REST endpoint. */
  async request<T>({
    path = [],
    body,
  }: {
    path?: string[];
    body?: unknown;
  }): Promise<{ result?: T; error?: string }> {
    if (path[0] === "pipeline" || path[0] === "multi-exec")
      // JavaScript runs one command at a time, so a pipeline here is already a transaction.
      return (body as unknown[][]).map((command) => this.outcome(command)) as unknown as { result: T };
    const outcome = this.outcome(body as unknown[]);
    // The client's own errors are what its callers match on (`NOSCRIPT`).
    if ("error" in outcome)
      throw new RedisError(`${outcome.error}, command was: ${JSON.stringify(body).slice(0, 200)}`);
    return outcome as { result: T };
  }
}
