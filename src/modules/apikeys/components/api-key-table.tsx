"use client";

import { useNow, useTranslations } from "next-intl";
import { useFormat } from "@/i18n/use-format";
import { api, type RouterOutputs } from "@/trpc/client";
import { RevokeButton } from "@/ui/patterns/revoke-button";
import { StatusBadge, type StatusKind } from "@/ui/primitives/status-badge";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/ui/primitives/table";
import { toast } from "@/ui/primitives/toast";
import type { ApiKeyState } from "../schemas";

type ApiKey = RouterOutputs["apiKeys"]["list"][number];

const STATUS: Record<ApiKeyState, StatusKind> = { active: "done", expired: "late", revoked: "cancelled" };

export interface ApiKeyTableProps {
  keys: readonly ApiKey[];
  zone: string;
}

/** The keys with what they may do, when they were used, and whether they still work. */
export function ApiKeyTable({ keys, zone }: ApiKeyTableProps) {
  const t = useTranslations("apikeys");
  return (
    <Table label={t("label")}>
      <TableHead>
        <TableRow>
          <TableHeader>{t("columns.name")}</TableHeader>
          <TableHeader>{t("columns.lastUsed")}</TableHeader>
          <TableHeader>{t("columns.expires")}</TableHeader>
          <TableHeader>{t("columns.state")}</TableHeader>
          <TableHeader>
            <span className="sr-only">{t("columns.actions")}</span>
          </TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <ApiKeyRow key={key.id} apiKey={key} zone={zone} />
        ))}
      </TableBody>
    </Table>
  );
}

function ApiKeyRow({ apiKey, zone }: { apiKey: ApiKey; zone: string }) {
  const t = useTranslations("apikeys");
  const format = useFormat();
  const now = useNow();
  const { name, preview, scopes, state, createdAt, lastUsedAt, expiresAt } = apiKey;
  return (
    <TableRow>
      <TableHeader scope="row" className="py-3 text-ink">
        <span className="block">
          {name} <code className="ml-1 font-mono text-xs font-normal text-ink-muted">{preview}…</code>
        </span>
        <span className="block max-w-72 text-xs font-normal whitespace-normal text-ink-muted">
          {scopes.map((scope) => t(`scopes.${scope}.label`)).join(", ")}
        </span>
        <span className="block text-xs font-normal text-ink-subtle">
          {t("createdAt", { when: format.instant(createdAt, zone, "date") })}
        </span>
      </TableHeader>
      <TableCell className="whitespace-nowrap">
        {lastUsedAt ? (
          // The page may arrive a second later than it was drawn.
          <time suppressHydrationWarning dateTime={lastUsedAt.toISOString()}>
            {format.relative(lastUsedAt, now)}
          </time>
        ) : (
          t("neverUsed")
        )}
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {expiresAt ? (
          <time dateTime={expiresAt.toISOString()}>{format.instant(expiresAt, zone, "date")}</time>
        ) : (
          t("neverExpires")
        )}
      </TableCell>
      <TableCell>
        <StatusBadge kind={STATUS[state]}>{t(`state.${state}`)}</StatusBadge>
      </TableCell>
      <TableCell className="text-right">{state === "active" && <RevokeKey apiKey={apiKey} />}</TableCell>
    </TableRow>
  );
}

function RevokeKey({ apiKey: { id, name } }: { apiKey: ApiKey }) {
  const t = useTranslations("apikeys.revoke");
  const cache = api.useUtils();
  const revoke = api.apiKeys.revoke.useMutation({
    onSuccess: () => toast.success(t("done", { name })),
    onSettled: () => cache.apiKeys.list.invalidate(),
  });
  return (
    <RevokeButton name={name} words="apikeys.revoke" onRevoke={() => revoke.mutateAsync({ apiKeyId: id })} />
  );
}
