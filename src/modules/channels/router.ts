import { z } from "zod";
import { pageSchema } from "@/kernel/pagination";
import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { beginConnection } from "./commands/begin";
import { connectChannel } from "./commands/connect";
import { disconnectChannel } from "./commands/disconnect";
import { renameChannel } from "./commands/rename";
import { testChannel } from "./commands/test";
import { getChannel, listChannels, listNetworks } from "./queries";
import {
  channelIdInput,
  channelSchema,
  channelTestSchema,
  connectChannelInput,
  connectedSchema,
  listChannelsInput,
  networkSchema,
  renameChannelInput,
} from "./schemas";

const channels = (
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: "" | `/${string}`,
  summary: string,
  scope: "channels:read" | "channels:write",
) => ({ method, path: `/channels${path}`, tag: "Channels", summary, scope }) as const;

export const channelsRouter = router({
  list: workspaceProcedure
    .meta(rest(channels("GET", "", "List channels with their limits", "channels:read")))
    .input(listChannelsInput)
    .output(pageSchema(channelSchema))
    .query(({ ctx, input }) => listChannels(ctx, input)),
  get: workspaceProcedure
    .meta(rest(channels("GET", "/{channelId}", "Get a channel", "channels:read")))
    .input(channelIdInput)
    .output(channelSchema)
    .query(({ ctx, input }) => getChannel(ctx, input)),
  connect: workspaceProcedure
    .meta(
      rest({
        ...channels("POST", "", "Connect a channel", "channels:write"),
        description:
          "For networks whose `connect.type` is `form`; the others are connected in the browser. The same account again is a reconnection.",
        creates: true,
        callsOut: true,
      }),
    )
    .input(connectChannelInput)
    .output(connectedSchema)
    .mutation(({ ctx, input }) => connectChannel(ctx, input)),
  begin: workspaceProcedure
    .input(connectChannelInput)
    .mutation(({ ctx, input }) => beginConnection(ctx, input)),
  test: workspaceProcedure
    .meta(
      rest({
        ...channels("POST", "/{channelId}/test", "Test a channel's connection", "channels:write"),
        callsOut: true,
      }),
    )
    .input(channelIdInput)
    .output(channelTestSchema)
    .mutation(({ ctx, input }) => testChannel(ctx, input)),
  rename: workspaceProcedure
    .meta(rest(channels("PATCH", "/{channelId}", "Rename a channel", "channels:write")))
    .input(renameChannelInput)
    .output(channelSchema)
    .mutation(({ ctx, input }) => renameChannel(ctx, input)),
  disconnect: workspaceProcedure
    .meta(rest(channels("DELETE", "/{channelId}", "Disconnect a channel", "channels:write")))
    .input(channelIdInput)
    .output(channelSchema)
    .mutation(({ ctx, input }) => disconnectChannel(ctx, input)),
  networks: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/networks",
        tag: "Channels",
        summary: "List networks with their limits and connection fields",
        scope: "channels:read",
      }),
    )
    .input(z.object({}))
    .output(z.object({ items: z.array(networkSchema) }))
    .query(({ ctx }) => listNetworks(ctx)),
});
