import "server-only";
import { router, workspaceProcedure } from "@/trpc/init";
import { markAllRead, markRead } from "./commands/read";
import { saveSetting, subscribePush, unsubscribePush } from "./commands/settings";
import { countUnread, getSettings, listNotifications } from "./queries";
import {
  listNotificationsInput,
  markAllReadInput,
  notificationIdInput,
  saveSettingInput,
  subscribePushInput,
  unsubscribePushInput,
} from "./schemas";

/** What a person should know, in one workspace. Not part of the public API: a key is nobody to tell. */
export const notificationsRouter = router({
  list: workspaceProcedure
    .input(listNotificationsInput)
    .query(({ ctx, input }) => listNotifications(ctx, input)),
  unread: workspaceProcedure.query(({ ctx }) => countUnread(ctx)),
  markRead: workspaceProcedure.input(notificationIdInput).mutation(({ ctx, input }) => markRead(ctx, input)),
  markAllRead: workspaceProcedure
    .input(markAllReadInput)
    .mutation(({ ctx, input }) => markAllRead(ctx, input)),
  settings: workspaceProcedure.query(({ ctx }) => getSettings(ctx)),
  saveSetting: workspaceProcedure
    .input(saveSettingInput)
    .mutation(({ ctx, input }) => saveSetting(ctx, input)),
  subscribePush: workspaceProcedure
    .input(subscribePushInput)
    .mutation(({ ctx, input }) => subscribePush(ctx, input, ctx.headers.get("user-agent"))),
  unsubscribePush: workspaceProcedure
    .input(unsubscribePushInput)
    .mutation(({ ctx, input }) => unsubscribePush(ctx, input)),
});
