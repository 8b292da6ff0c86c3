/** The part of fengari (Lua 5.3 in JavaScript, a port of its C API) that is used here. */
declare module "fengari" {
  export type LuaState = object & { readonly __lua: never };
  export function to_luastring(text: string): Uint8Array;
  export function to_jsstring(text: Uint8Array): string;
  type JsFunction = (L: LuaState) => number;
  export const lua: {
    LUA_OK: 0;
    LUA_TNIL: 0;
    LUA_TBOOLEAN: 1;
    LUA_TNUMBER: 3;
    LUA_TSTRING: 4;
    LUA_TTABLE: 5;
    LUA_REGISTRYINDEX: number;
    lua_gettop(L: LuaState): number;
    lua_settop(L: LuaState, index: number): void;
    lua_type(L: LuaState, index: number): number;
    lua_toboolean(L: LuaState, index: number): boolean;
    lua_tonumber(L: LuaState, index: number): number;
    lua_tostring(L: LuaState, index: number): Uint8Array;
    lua_isnumber(L: LuaState, index: number): boolean;
    lua_isinteger(L: LuaState, index: number): boolean;
    lua_pushnil(L: LuaState): void;
    lua_pushboolean(L: LuaState, value: boolean): void;
    lua_pushnumber(L: LuaState, value: number): void;
    lua_pushstring(L: LuaState, value: Uint8Array): void;
    lua_pushjsfunction(L: LuaState, fn: JsFunction): void;
    lua_pushvalue(L: LuaState, index: number): void;
    lua_newtable(L: LuaState): void;
    lua_rawgeti(L: LuaState, index: number, n: number): number;
    lua_rawseti(L: LuaState, index: number, n: number): void;
    lua_getfield(L: LuaState, index: number, name: Uint8Array): number;
    lua_setfield(L: LuaState, index: number, name: Uint8Array): void;
    lua_setglobal(L: LuaState, name: Uint8Array): void;
    lua_error(L: LuaState): never;
    lua_pcall(L: LuaState, args: number, results: number, handler: number): number;
    lua_pop(L: LuaState, count: number): void;
  };
  export const lauxlib: {
    luaL_newstate(): LuaState;
    luaL_loadstring(L: LuaState, source: Uint8Array): number;
    luaL_ref(L: LuaState, table: number): number;
    luaL_unref(L: LuaState, table: number, ref: number): void;
    luaL_requiref(L: LuaState, name: Uint8Array, open: JsFunction, global: number): void;
  };
  export const lualib: {
    luaopen_base: JsFunction;
    luaopen_string: JsFunction;
    luaopen_table: JsFunction;
    luaopen_math: JsFunction;
  };
}
