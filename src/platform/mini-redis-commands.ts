import { RedisError, type RedisStore, type RedisValue, type Reply } from "./mini-redis-store";

export type Command = (store: RedisStore, args: readonly string[]) => Reply;

const wrongType = () => new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");

const integer = (text: string | undefined): number => {
  const value = Number(text);
  if (text === undefined || text.trim() === "" || !Number.isSafeInteger(value))
    throw new RedisError("ERR value is not an integer or out of range");
  return value;
};

const at = (args: readonly string[], index: number): string => {
  const value = args[index];
  if (value === undefined) throw new RedisError("ERR wrong number of arguments");
  return value;
};

function textAt(store: RedisStore, key: string): string | null {
  const value = store.get(key);
  if (value !== undefined && typeof value !== "string") throw wrongType();
  return value ?? null;
}

function typedAt<T extends RedisValue>(store: RedisStore, key: string, make: () => T): T {
  const empty = make();
  const value = store.get(key);
  if (value === undefined) return empty;
  if (typeof value === "string" || value.constructor !== (empty as object).constructor) throw wrongType();
  return value as T;
}

const hashAt = (store: RedisStore, key: string) => typedAt(store, key, () => new Map<string, string>());
const setAt = (store: RedisStore, key: string) => typedAt(store, key, () => new Set<string>());

const UNIT_MS = { EX: 1000, PX: 1 } as const;

interface SetOptions {
  expiresAt?: number;
  keep: boolean;
  only?: "NX" | "XX";
  returnOld: boolean;
}

function setOptions(store: RedisStore, options: readonly string[]): SetOptions {
  const parsed: SetOptions = { keep: false, returnOld: false };
  for (let i = 0; i < options.length; i++) {
    const option = at(options, i).toUpperCase();
    if (option === "NX" || option === "XX") parsed.only = option;
    else if (option === "KEEPTTL") parsed.keep = true;
    else if (option === "GET") parsed.returnOld = true;
    else if (option === "EX" || option === "PX")
      parsed.expiresAt = store.now() + integer(options[++i]) * UNIT_MS[option];
    else if (option === "EXAT") parsed.expiresAt = integer(options[++i]) * 1000;
    else if (option === "PXAT") parsed.expiresAt = integer(options[++i]);
    else throw new RedisError("ERR syntax error");
  }
  return parsed;
}

function set(store: RedisStore, [key = "", value = "", ...rest]: readonly string[]): Reply {
  const options = setOptions(store, rest);
  const old = store.get(key);
  const refused =
    (options.only === "NX" && old !== undefined) || (options.only === "XX" && old === undefined);
  if (!refused)
    store.set(key, value, options.expiresAt ?? (options.keep ? undefined : Number.POSITIVE_INFINITY));
  if (options.returnOld) return typeof old === "string" ? old : null;
  return refused ? null : "OK";
}

function add(store: RedisStore, key: string, by: number): number {
  const sum = integer(textAt(store, key) ?? "0") + by;
  if (!Number.isSafeInteger(sum)) throw new RedisError("ERR increment or decrement would overflow");
  store.set(key, String(sum));
  return sum;
}

const expire = (unitMs: number): Command =>
  function expireIn(store, [key = "", amount]) {
    return store.expireAt(key, store.now() + integer(amount) * unitMs) ? 1 : 0;
  };

function hset(store: RedisStore, [key = "", ...pairs]: readonly string[]): number {
  if (pairs.length === 0 || pairs.length % 2) throw new RedisError("ERR wrong number of arguments for HSET");
  const hash = hashAt(store, key);
  const before = hash.size;
  for (let i = 0; i < pairs.length; i += 2) hash.set(at(pairs, i), at(pairs, i + 1));
  store.set(key, hash);
  return hash.size - before;
}

function removeFrom(
  store: RedisStore,
  key: string,
  held: Map<string, string> | Set<string>,
  names: string[],
) {
  const removed = names.filter((name) => held.delete(name)).length;
  if (held.size === 0) store.delete(key);
  return removed;
}

const globToRegExp = (glob: string) =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  );

function scan(store: RedisStore, [, ...options]: readonly string[]): Reply {
  const match = options.findIndex((option) => option.toUpperCase() === "MATCH");
  const pattern = globToRegExp(match < 0 ? "*" : at(options, match + 1));
  // One answer holds everything: the store is small by construction.
  return ["0", store.keys().filter((key) => pattern.test(key))];
}

const TYPE_NAMES = (value: RedisValue | undefined): string =>
  value === undefined ? "none" : typeof value === "string" ? "string" : value instanceof Map ? "hash" : "set";

/** The commands of Redis that caches and rate limits use. */
export const COMMANDS: Record<string, Command> = {
  PING: () => "PONG",
  SET: set,
  SETEX: (store, [key = "", seconds = "", value = ""]) => set(store, [key, value, "EX", seconds]),
  PSETEX: (store, [key = "", ms = "", value = ""]) => set(store, [key, value, "PX", ms]),
  SETNX: (store, [key = "", value = ""]) => (set(store, [key, value, "NX"]) === "OK" ? 1 : 0),
  GET: (store, [key = ""]) => textAt(store, key),
  GETDEL: (store, [key = ""]) => {
    const value = textAt(store, key);
    store.delete(key);
    return value;
  },
  MGET: (store, keys) => keys.map((key) => (typeof store.get(key) === "string" ? textAt(store, key) : null)),
  INCR: (store, [key = ""]) => add(store, key, 1),
  DECR: (store, [key = ""]) => add(store, key, -1),
  INCRBY: (store, [key = "", by]) => add(store, key, integer(by)),
  DECRBY: (store, [key = "", by]) => add(store, key, -integer(by)),
  DEL: (store, keys) => keys.filter((key) => store.delete(key)).length,
  UNLINK: (store, keys) => keys.filter((key) => store.delete(key)).length,
  EXISTS: (store, keys) => keys.filter((key) => store.get(key) !== undefined).length,
  TYPE: (store, [key = ""]) => TYPE_NAMES(store.get(key)),
  EXPIRE: expire(1000),
  PEXPIRE: expire(1),
  EXPIREAT: (store, [key = "", seconds]) => (store.expireAt(key, integer(seconds) * 1000) ? 1 : 0),
  PEXPIREAT: (store, [key = "", ms]) => (store.expireAt(key, integer(ms)) ? 1 : 0),
  PERSIST: (store, [key = ""]) =>
    store.ttlMs(key) >= 0 && store.expireAt(key, Number.POSITIVE_INFINITY) ? 1 : 0,
  PTTL: (store, [key = ""]) => store.ttlMs(key),
  TTL: (store, [key = ""]) => {
    const ms = store.ttlMs(key);
    return ms < 0 ? ms : Math.round(ms / 1000);
  },
  HSET: hset,
  HGET: (store, [key = "", field = ""]) => hashAt(store, key).get(field) ?? null,
  HMGET: (store, [key = "", ...fields]) => fields.map((field) => hashAt(store, key).get(field) ?? null),
  HGETALL: (store, [key = ""]) => [...hashAt(store, key)].flat(),
  HDEL: (store, [key = "", ...fields]) => removeFrom(store, key, hashAt(store, key), fields),
  HLEN: (store, [key = ""]) => hashAt(store, key).size,
  HINCRBY: (store, [key = "", field = "", by]) => {
    const sum = integer(hashAt(store, key).get(field) ?? "0") + integer(by);
    hset(store, [key, field, String(sum)]);
    return sum;
  },
  SADD: (store, [key = "", ...names]) => {
    const held = setAt(store, key);
    const before = held.size;
    for (const name of names) held.add(name);
    store.set(key, held);
    return held.size - before;
  },
  SREM: (store, [key = "", ...names]) => removeFrom(store, key, setAt(store, key), names),
  SMEMBERS: (store, [key = ""]) => [...setAt(store, key)],
  SCARD: (store, [key = ""]) => setAt(store, key).size,
  SISMEMBER: (store, [key = "", name = ""]) => (setAt(store, key).has(name) ? 1 : 0),
  SMISMEMBER: (store, [key = "", ...names]) => names.map((name) => (setAt(store, key).has(name) ? 1 : 0)),
  SCAN: scan,
  DBSIZE: (store) => store.keys().length,
  FLUSHALL: (store) => {
    store.clear();
    return "OK";
  },
  FLUSHDB: (store) => {
    store.clear();
    return "OK";
  },
};
