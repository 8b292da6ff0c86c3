import "server-only";
import { createHash } from "node:crypto";
import { type LuaState, lauxlib, lua, lualib, to_jsstring, to_luastring } from "fengari";
import { RedisError, type Reply } from "./mini-redis-store";

const scriptsMax = 64;
/** Commands whose answer is a status, which Lua sees as `{ ok = … }`. */
const STATUS_COMMANDS = new Set(["SET", "SETEX", "PSETEX", "PING", "FLUSHALL", "FLUSHDB"]);
const FORBIDDEN_GLOBALS = ["load", "loadfile", "loadstring", "dofile", "print", "collectgarbage"];

const nameOf = (text: string): Uint8Array => to_luastring(text);
/** The name under which Redis knows a script. */
export const scriptHash = (source: string): string => createHash("sha1").update(source).digest("hex");

/** Runs Redis scripts: real Lua, with Redis's own conversions between the two worlds. */
export class RedisLua {
  private readonly state: LuaState;
  private readonly compiled = new Map<string, number>();

  constructor(private readonly execute: (command: readonly string[]) => Reply) {
    this.state = this.open();
  }

  private open(): LuaState {
    const L = lauxlib.luaL_newstate();
    const libraries = [
      ["_G", lualib.luaopen_base],
      ["string", lualib.luaopen_string],
      ["table", lualib.luaopen_table],
      ["math", lualib.luaopen_math],
    ] as const;
    for (const [name, open] of libraries) lauxlib.luaL_requiref(L, nameOf(name), open, 1);
    for (const name of FORBIDDEN_GLOBALS) {
      lua.lua_pushnil(L);
      lua.lua_setglobal(L, nameOf(name));
    }
    this.defineRedis(L);
    // Redis speaks Lua 5.1: `unpack` is global there, and every number is a double (fengari's integers have 32 bits).
    this.run(
      L,
      "unpack = table.unpack; local convert = tonumber; function tonumber(value, base) local n; if base then n = convert(value, base) else n = convert(value) end; return n and n + 0.0 end",
    );
    return L;
  }

  private run(L: LuaState, source: string): void {
    if (lauxlib.luaL_loadstring(L, nameOf(source)) !== lua.LUA_OK || lua.lua_pcall(L, 0, 0, 0) !== lua.LUA_OK)
      throw new RedisError(`ERR ${to_jsstring(lua.lua_tostring(L, -1))}`);
  }

  private defineRedis(L: LuaState): void {
    lua.lua_newtable(L);
    for (const [name, protectedCall] of [
      ["call", false],
      ["pcall", true],
    ] as const) {
      lua.lua_pushjsfunction(L, (inner) => this.call(inner, protectedCall));
      lua.lua_setfield(L, -2, nameOf(name));
    }
    lua.lua_setglobal(L, nameOf("redis"));
  }

  private call(L: LuaState, protectedCall: boolean): number {
    const args: string[] = [];
    for (let i = 1; i <= lua.lua_gettop(L); i++) args.push(argumentAt(L, i));
    const reply = this.attempt(args);
    if (reply instanceof RedisError && !protectedCall) {
      lua.lua_pushstring(L, nameOf(reply.message));
      return lua.lua_error(L);
    }
    if (reply instanceof RedisError) pushTagged(L, "err", reply.message);
    else if (reply === "OK" && STATUS_COMMANDS.has((args[0] ?? "").toUpperCase())) pushTagged(L, "ok", reply);
    else pushReply(L, reply);
    return 1;
  }

  private attempt(args: readonly string[]): Reply | RedisError {
    try {
      return this.execute(args);
    } catch (error) {
      if (error instanceof RedisError) return error;
      throw error;
    }
  }

  /** Compile a script once. @throws RedisError when its Lua is wrong. */
  load(source: string): string {
    const hash = scriptHash(source);
    if (this.compiled.has(hash)) return hash;
    // Upstash's flags line is no Lua; a blank one keeps the line numbers of errors.
    const body = source.replace(/^#![^\n]*/, "");
    if (lauxlib.luaL_loadstring(this.state, nameOf(body)) !== lua.LUA_OK) throw this.failure("ERR compiling");
    this.compiled.set(hash, lauxlib.luaL_ref(this.state, lua.LUA_REGISTRYINDEX));
    const [oldest] = this.compiled;
    if (this.compiled.size > scriptsMax && oldest) {
      this.compiled.delete(oldest[0]);
      lauxlib.luaL_unref(this.state, lua.LUA_REGISTRYINDEX, oldest[1]);
    }
    return hash;
  }

  has(hash: string): boolean {
    return this.compiled.has(hash);
  }

  /** Run a loaded script. @throws RedisError NOSCRIPT when it is unknown, ERR when it fails. */
  evaluate(hash: string, keys: readonly string[], args: readonly string[]): Reply {
    const reference = this.compiled.get(hash);
    if (reference === undefined) throw new RedisError("NOSCRIPT No matching script. Please use EVAL.");
    const L = this.state;
    for (const [name, values] of [
      ["KEYS", keys],
      ["ARGV", args],
    ] as const) {
      pushReply(L, [...values]);
      lua.lua_setglobal(L, nameOf(name));
    }
    lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, reference);
    if (lua.lua_pcall(L, 0, 1, 0) !== lua.LUA_OK) throw this.failure("ERR running");
    const reply = replyAt(L, -1);
    lua.lua_settop(L, 0);
    if (reply instanceof RedisError) throw reply;
    return reply;
  }

  private failure(what: string): RedisError {
    const message = to_jsstring(lua.lua_tostring(this.state, -1));
    lua.lua_settop(this.state, 0);
    return new RedisError(/^[A-Z]+ /.test(message) ? message : `${what} script: ${message}`);
  }
}

function argumentAt(L: LuaState, index: number): string {
  const type = lua.lua_type(L, index);
  // A double that holds a whole number is written whole, not as 1e+12.
  if (type === lua.LUA_TNUMBER) return String(lua.lua_tonumber(L, index));
  if (type === lua.LUA_TSTRING) return to_jsstring(lua.lua_tostring(L, index));
  throw new RedisError("ERR Lua redis lib command arguments must be strings or integers");
}

function pushTagged(L: LuaState, tag: "ok" | "err", text: string): void {
  lua.lua_newtable(L);
  lua.lua_pushstring(L, nameOf(text));
  lua.lua_setfield(L, -2, nameOf(tag));
}

function pushReply(L: LuaState, reply: Reply): void {
  if (reply === null) lua.lua_pushboolean(L, false);
  else if (typeof reply === "number") lua.lua_pushnumber(L, reply);
  else if (typeof reply === "string") lua.lua_pushstring(L, nameOf(reply));
  else {
    lua.lua_newtable(L);
    reply.forEach((item, i) => {
      pushReply(L, item);
      lua.lua_rawseti(L, -2, i + 1);
    });
  }
}

function fieldAt(L: LuaState, index: number, name: string): string | null {
  const found = lua.lua_getfield(L, index, nameOf(name)) === lua.LUA_TSTRING;
  const text = found ? to_jsstring(lua.lua_tostring(L, -1)) : null;
  lua.lua_pop(L, 1);
  return text;
}

function replyAt(L: LuaState, index: number): Reply | RedisError {
  switch (lua.lua_type(L, index)) {
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(L, index));
    case lua.LUA_TSTRING:
      return to_jsstring(lua.lua_tostring(L, index));
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(L, index) ? 1 : null;
    case lua.LUA_TTABLE:
      return tableAt(L);
    default:
      return null;
  }
}

/** The table on top of the stack: an error, a status, or a list up to its first nil. */
function tableAt(L: LuaState): Reply | RedisError {
  const error = fieldAt(L, -1, "err");
  if (error !== null) return new RedisError(error);
  const status = fieldAt(L, -1, "ok");
  if (status !== null) return status;
  const list: Reply[] = [];
  for (let i = 1; lua.lua_rawgeti(L, -1, i) !== lua.LUA_TNIL; i++) {
    const item = replyAt(L, -1);
    list.push(item instanceof RedisError ? item.message : item);
    lua.lua_pop(L, 1);
  }
  lua.lua_pop(L, 1);
  return list;
}
