import { createHash } from "node:crypto";
import { z } from "zod";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { inOwnWords } from "@/kernel/own-words";
import { minuteMs, secondMs } from "@/kernel/time";
import type { Connect, ConnectField, Network, Refusal } from "@/networks/contract";
import type { SettingField } from "./schemas";

/** Where the credentials of a channel are sealed. */
export const secretPlaceOf = ({ tenantId, id }: { tenantId: Id<"workspace">; id: Id<"channel"> }) => ({
  tenantId,
  rowId: id,
  column: "channel_secrets.sealed",
});

/** Credentials are renewed this long before they end, so that none ends during a call. */
export const refreshMarginMs = minuteMs;
/** Longest that a network may take to answer a refresh. */
export const refreshTimeoutMs = 20 * secondMs;
/** Longer than the call can take: when it is over, whoever held it is dead or has its answer thrown away. */
export const refreshLeaseMs = minuteMs;
/** Between two tries of a refresh that failed for now, when the network names no time. */
export const refreshPauseMs = 30 * secondMs;
/** Credentials younger than this are not renewed again, however many callers were refused with the old ones. */
export const refreshedEnoughMs = minuteMs;

/** What the secrets row tells about renewing. */
export interface Standing {
  version: number;
  expiresAt: Date | null;
  refreshLeaseUntil: Date | null;
  refreshedAt: Date | null;
  refreshRetryAt: Date | null;
  refreshProblem: string | null;
}

export interface Question {
  now: Date;
  /** The network refused the present credentials although they have not ended. */
  force: boolean;
  /** Whether the network renews credentials at all. */
  refreshable: boolean;
  /** The version at which this caller began to wait; null when it did not. */
  waitedSince: number | null;
}

export type Turn =
  | { kind: "fresh" }
  /** Ask the network; the lease is yours to take. */
  | { kind: "mine" }
  /** Somebody is asking; look again. */
  | { kind: "wait"; until: Date }
  | { kind: "paused"; detail: string; afterMs: number }
  | { kind: "broken"; detail: string };

const isPast = (at: Date | null, now: Date): boolean => at !== null && at <= now;

/** What a caller that needs credentials has to do, given where renewing stands. */
export function turnOf(standing: Standing, question: Question): Turn {
  const { now, force, refreshable, waitedSince } = question;
  const { version, expiresAt, refreshLeaseUntil, refreshedAt, refreshRetryAt } = standing;
  if (waitedSince !== null && version !== waitedSince) return { kind: "fresh" };
  if (!refreshable) {
    const ended = force || isPast(expiresAt, now);
    return ended ? { kind: "broken", detail: inOwnWords("credentials_ended") } : { kind: "fresh" };
  }
  const young = refreshedAt !== null && now.getTime() - refreshedAt.getTime() < refreshedEnoughMs;
  const ending = isPast(expiresAt, new Date(now.getTime() + refreshMarginMs));
  if (force ? young : !ending) return { kind: "fresh" };
  if (refreshLeaseUntil && refreshLeaseUntil > now) return { kind: "wait", until: refreshLeaseUntil };
  if (refreshRetryAt && refreshRetryAt > now) {
    if (!force && !isPast(expiresAt, now)) return { kind: "fresh" };
    return {
      kind: "paused",
      detail: standing.refreshProblem ?? inOwnWords("credentials_not_renewed"),
      afterMs: refreshRetryAt.getTime() - now.getTime(),
    };
  }
  return { kind: "mine" };
}

const CODE_OF_REFUSAL = {
  credentials: "INVALID",
  not_this_network: "INVALID",
  denied: "INVALID",
  invalid: "INVALID",
  unreachable: "UNAVAILABLE",
  rate_limited: "LIMITED",
} as const satisfies Record<Refusal["reason"], DomainError["code"]>;

/** A network's refusal to connect as the error of a command, on the form's field where it names one. */
export const refusalError = ({ reason, field, detail }: Refusal): DomainError =>
  new DomainError(CODE_OF_REFUSAL[reason], `channel.connect_${reason}`, detail, {
    field: field && `values.${field}`,
    details: { detail },
  });

/**
 * The values of a connect form: trimmed, all required ones there, none unknown.
 * @throws DomainError INVALID `channel.field_missing` or `channel.field_unknown`, on the field.
 */
export function checkedValues(
  fields: readonly ConnectField[],
  given: Record<string, string>,
): Record<string, string> {
  const unknown = Object.keys(given).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined)
    throw new DomainError("INVALID", "channel.field_unknown", `There is no field ${unknown}`, {
      field: `values.${unknown}`,
    });
  const entries = fields.flatMap(({ name, required, defaultValue = "", kind }): [string, string][] => {
    const raw = given[name] ?? defaultValue;
    // A password may begin or end with a space; an address never does.
    const value = kind === "password" ? raw : raw.trim();
    if (required && value.trim() === "")
      throw new DomainError("INVALID", "channel.field_missing", `${name} is needed`, {
        field: `values.${name}`,
      });
    return value === "" ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** Fields that the person fills in to connect; none when nothing is asked. */
export const fieldsOf = (connect: Connect): readonly ConnectField[] =>
  connect.type === "none" ? [] : connect.fields;

const propertyShape = z.object({
  type: z.string().optional(),
  default: z.unknown(),
  enum: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  pattern: z.string().optional(),
  counted: z.boolean().optional(),
  covers: z.enum(["text", "media"]).optional(),
});

/**
 * The per-post options of a network as data, read from its schema, so that a new network needs no new control.
 * `.meta({ counted, covers })` on a setting says what a schema cannot. Kinds that no control can draw are left out.
 */
export function settingFieldsOf({ settings }: Pick<Network, "settings">): SettingField[] {
  const { properties = {} } = z.toJSONSchema(settings, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).flatMap(([name, property]): SettingField[] => {
    const field = propertyShape.safeParse(property).data;
    if (!field) return [];
    const shared = { name, covers: field.covers ?? null };
    if (field.enum) {
      const fallback = String(field.default ?? field.enum[0] ?? "");
      return [{ ...shared, kind: "choice", options: field.enum, default: fallback }];
    }
    if (field.type === "boolean") return [{ ...shared, kind: "switch", default: field.default === true }];
    if (field.type !== "string") return [];
    const { maxLength: max = null, pattern = null, counted = false } = field;
    return [{ ...shared, kind: "text", default: String(field.default ?? ""), max, pattern, counted }];
  });
}

/** What is stored of a `state`: whoever reads the table cannot finish a connection. */
export const hashOfState = (state: string): string => createHash("sha256").update(state).digest("hex");
