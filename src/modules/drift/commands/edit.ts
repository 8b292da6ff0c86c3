import "server-only";
import { and, eq } from "drizzle-orm";
import { type Ctx, inTransaction } from "@/db/tx";
import { DomainError } from "@/kernel/errors";
import type { Id } from "@/kernel/ids";
import { authorise } from "@/kernel/permissions";
import { minuteMs } from "@/kernel/time";
import { record } from "@/modules/audit/commands";
import { callWithAccount, type Unusable } from "@/modules/channels/commands/call";
import { liveOutside } from "@/modules/channels/commands/load";
import type { Outside } from "@/modules/channels/ports";
import { readPublishMedia } from "@/modules/media/queries";
import { amendPublished } from "@/modules/publishing/commands/amend";
import type { FrozenContent } from "@/modules/publishing/schemas";
import { checkVariant } from "@/networks/check";
import type { Capabilities, EditResult, Issue, Network, PublishContent } from "@/networks/contract";
import { getPresence, loadWatched, type Watched } from "../queries";
import type { EditOnNetworkInput, PresenceView } from "../schemas";
import { notEditing } from "../policy";
import { presences } from "../tables";
import { expectChange } from "./expect";
import { intactAt, lockWatched, requireOut, writePresence } from "./look";

const editTimeoutMs = minuteMs;

type Edited = EditResult | Unusable | { status: "invalid"; issue: Issue };

/** The first thing that the network would refuse of a new text; its media are there already. */
function refusalOf(network: Network, limits: Capabilities, { title, body, media, settings }: PublishContent) {
  const files = media.map((file) => ({ ...file, durationMs: null }));
  const draft = { title, body, settings, media: files };
  const issues = [...checkVariant(draft, limits), ...(network.check?.(draft, limits) ?? [])];
  return issues.find(({ severity, field }) => severity === "error" && field === "body");
}

async function changeThere(
  ctx: Ctx,
  watched: Watched & { content: FrozenContent },
  text: string,
  outside: Outside,
): Promise<Edited> {
  const published = requireOut(watched);
  const network = outside.findNetwork(watched.network);
  const edit = network?.edit;
  if (!edit)
    throw new DomainError("CONFLICT", "drift.not_editable", "This network lets nobody change a post for you");
  const tools = { http: outside.http, now: ctx.clock.now(), signal: AbortSignal.timeout(editTimeoutMs) };
  const media = await readPublishMedia(ctx.tenantId, watched.content.media);
  const content = { ...watched.content, body: text, media };
  const target = { tenantId: ctx.tenantId, channelId: watched.channelId };
  const firstAttemptAt = watched.publishedAt ?? tools.now;
  return callWithAccount(target, network, tools, async (account, limits): Promise<Edited> => {
    const issue = refusalOf(network, limits, content);
    if (issue) return { status: "invalid", issue };
    const call = { ...tools, account, content, dedupeKey: watched.id, under: null, firstAttemptAt };
    return edit(call, published);
  });
}

function requireEdited(result: Edited): Extract<Edited, { status: "edited" }> {
  switch (result.status) {
    case "edited":
      return result;
    case "invalid":
      throw new DomainError("INVALID", `drift.${result.issue.code}`, "The network would refuse this text", {
        field: "text",
        details: result.issue.details,
      });
    case "refused":
      throw new DomainError("CONFLICT", "drift.edit_refused", result.detail, {
        details: { detail: result.detail },
      });
    default:
      throw new DomainError("UNAVAILABLE", `drift.edit_${result.status}`, result.detail);
  }
}

/** It is over; where the network may have the text all the same, the next look finds out. */
function endEdit(ctx: Ctx, deliveryId: Id<"delivery">, { keepText }: { keepText: boolean }): Promise<void> {
  return inTransaction(ctx, async ({ db, tenantId }) => {
    await db
      .update(presences)
      .set(keepText ? { editingUntil: null } : notEditing)
      .where(and(eq(presences.tenantId, tenantId), eq(presences.deliveryId, deliveryId)));
  });
}

/** Refusals that prove that nothing changed there. */
const isRefusal = ({ status }: Edited): boolean =>
  status === "invalid" || status === "refused" || status === "auth";

async function changeKnown(
  ctx: Ctx,
  watched: Watched & { content: FrozenContent },
  input: EditOnNetworkInput,
  outside: Outside,
) {
  const { deliveryId, text } = input;
  await expectChange(ctx, deliveryId, { timeoutMs: editTimeoutMs, text });
  const result = await changeThere(ctx, watched, text, outside).catch(async (error: unknown) => {
    await endEdit(ctx, deliveryId, { keepText: !(error instanceof DomainError) });
    throw error;
  });
  if (result.status !== "edited") await endEdit(ctx, deliveryId, { keepText: !isRefusal(result) });
  return requireEdited(result);
}

/**
 * Change the text of something that is published, there and here. Safe to repeat: the same text stands there in the end.
 * @throws DomainError CONFLICT, INVALID on `text`, UNAVAILABLE when the network cannot be reached.
 */
export async function editOnNetwork(
  ctx: Ctx,
  { deliveryId, text }: EditOnNetworkInput,
  outside: Outside = liveOutside(),
): Promise<PresenceView> {
  authorise(ctx, "delivery.resolve");
  const watched = await inTransaction(ctx, (ctx) => loadWatched(ctx, deliveryId));
  const { content } = watched;
  requireOut(watched);
  if (!content) throw new DomainError("CONFLICT", "drift.not_editable", "Nobody knows what was sent");
  const edited = await changeKnown(ctx, { ...watched, content }, { deliveryId, text }, outside);
  return inTransaction(ctx, async (ctx) => {
    await amendPublished(ctx, { deliveryId, text, url: edited.url });
    await lockWatched(ctx, deliveryId);
    await writePresence(ctx, deliveryId, intactAt(ctx.clock.now()));
    await record(ctx, "delivery.edited", { targetId: deliveryId });
    return getPresence(ctx, { deliveryId }, outside.findNetwork);
  });
}
