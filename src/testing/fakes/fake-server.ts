import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Response } from "undici";
import { bodyOf, listen } from "../server";

/** A request as a fake's routes see it. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** What the route's groups matched. */
  params: string[];
}

export interface Reply {
  status: number;
  json?: unknown;
  html?: string;
  bytes?: { body: Buffer; type: string };
  headers?: Record<string, string>;
}
export type Route = [method: string, path: RegExp, handle: (call: Call) => Reply | Promise<Reply>];

/**
 * What can go wrong. `…_before`: the request has no effect. `…_after`: it has, and its answer is lost or wrong.
 * `html` and `truncated` have their effect too.
 */
export const FAULTS = [
  "429",
  "401",
  "500_before",
  "503_before",
  "reset_before",
  "500_after",
  "reset_after",
  "timeout_after",
  "html",
  "truncated",
] as const;
export type Fault = (typeof FAULTS)[number];

interface Planned {
  fault: Fault;
  method: string;
  path: string;
  times: number;
  retryAfter: string | null;
}

export interface Fake {
  url: string;
  port: number;
  /** Every request in order, control ones excepted. */
  calls: Call[];
  /** Make the next calls of `method` and a path that starts with `path` go wrong. */
  fail(fault: Fault, on: { method: string; path: string; times?: number; retryAfter?: string }): void;
  callsOf(method: string, path: string): Call[];
  close(): Promise<void>;
}

/** Everything that a fake may be told from another process, at `/_fake/…`. */
export type Controls = Record<string, (input: Record<string, unknown>) => unknown>;

/** Serve a fake third party: its routes, with faults on demand, and its controls. */
export async function startFake(
  routes: readonly Route[],
  { port, controls = {} }: { port?: number; controls?: Controls } = {},
): Promise<Fake> {
  const calls: Call[] = [];
  const planned: Planned[] = [];
  const fail: Fake["fail"] = (fault, { method, path, times = 1, retryAfter = null }) =>
    void planned.push({ fault, method, path, times, retryAfter: retryAfter ?? null });
  const all: Controls = {
    ...controls,
    fail: (input) => fail(input.fault as Fault, input as Parameters<Fake["fail"]>[1]),
    calls: () => calls.map(({ method, path }) => ({ method, path })),
  };
  const server = await listen(async (request, response) => {
    const call = await callOf(request);
    if (call.path.startsWith("/_fake/")) return control(all, call, response);
    calls.push(call);
    const plan = take(planned, call);
    if (plan && answersBefore(plan, response)) return;
    const reply = await dispatch(routes, call);
    if (plan) spoil(plan, reply, response);
    else write(reply, response);
  }, port);
  const callsOf = (method: string, path: string) =>
    calls.filter((call) => call.method === method && call.path.startsWith(path));
  return {
    url: server.url.replace("127.0.0.1", "localhost"),
    port: server.port,
    calls,
    fail,
    callsOf,
    close: server.close,
  };
}

async function callOf(request: IncomingMessage): Promise<Call> {
  const url = new URL(request.url ?? "/", "http://fake");
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: await bodyOf(request),
    params: [],
  };
}

function control(controls: Controls, call: Call, response: ServerResponse): void {
  const run = controls[call.path.slice("/_fake/".length)];
  const input = call.body.length > 0 ? (JSON.parse(call.body.toString()) as Record<string, unknown>) : {};
  write(run ? { status: 200, json: run(input) ?? {} } : { status: 404, json: {} }, response);
}

async function dispatch(routes: readonly Route[], call: Call): Promise<Reply> {
  for (const [method, path, handle] of routes) {
    const match = call.method === method ? path.exec(call.path) : null;
    if (match) return handle({ ...call, params: match.slice(1).map(decodeURIComponent) });
  }
  return { status: 404, json: { error: "Record not found" } };
}

function take(planned: Planned[], call: Call): Planned | null {
  const index = planned.findIndex(({ method, path }) => method === call.method && call.path.startsWith(path));
  const plan = planned[index];
  if (!plan) return null;
  plan.times--;
  if (plan.times <= 0) planned.splice(index, 1);
  return plan;
}

function answersBefore({ fault, retryAfter }: Planned, response: ServerResponse): boolean {
  const headers = retryAfter === null ? undefined : { "retry-after": retryAfter };
  if (fault === "reset_before") response.socket?.resetAndDestroy();
  else if (fault === "429") write({ status: 429, json: { error: "Too many requests" }, headers }, response);
  else if (fault === "401") write({ status: 401, json: { error: "The access token is invalid" } }, response);
  else if (fault === "500_before") write({ status: 500, json: { error: "Internal server error" } }, response);
  else if (fault === "503_before") write({ status: 503, html: "<h1>Maintenance</h1>", headers }, response);
  else return false;
  return true;
}

function spoil({ fault }: Planned, reply: Reply, response: ServerResponse): void {
  if (fault === "reset_after") return void response.socket?.resetAndDestroy();
  // The caller's patience ends this one.
  if (fault === "timeout_after") return;
  if (fault === "500_after")
    return write({ status: 500, json: { error: "Internal server error" } }, response);
  if (fault === "html")
    return write({ status: 200, html: "<!doctype html><title>Welcome</title>" }, response);
  const text = JSON.stringify(reply.json ?? {});
  response.writeHead(reply.status, { "content-type": "application/json" });
  response.end(text.slice(0, Math.floor(text.length / 2)));
}

function write({ status, json, html, bytes, headers }: Reply, response: ServerResponse): void {
  const type =
    bytes?.type ?? (html === undefined ? "application/json; charset=utf-8" : "text/html; charset=utf-8");
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(bytes?.body ?? html ?? JSON.stringify(json ?? {}));
}

/** A body's fields, whether it came as JSON, as a form or as multipart. */
export async function fieldsOf({ body, headers }: Call): Promise<Record<string, unknown>> {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/json"))
    return JSON.parse(body.toString() || "{}") as Record<string, unknown>;
  if (type.startsWith("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(body.toString()));
  if (!type.startsWith("multipart/form-data")) return {};
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  return Object.fromEntries(form.entries());
}

/** Text made safe inside HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
