import type { FullWorkspace } from "./full-workspace";

/** What a stranger sends to a procedure, made of another workspace's ids. */
export interface Attack {
  input: unknown;
  /** `refused`: the ids must look absent. `harmless`: the call may succeed, about the caller's own things only. */
  expected: "refused" | "harmless";
}
type Fixture = (victim: FullWorkspace) => Attack;

const refused =
  (input: (victim: FullWorkspace) => unknown): Fixture =>
  (victim) => ({ input: input(victim), expected: "refused" });
const harmless =
  (input: (victim: FullWorkspace) => unknown = () => undefined): Fixture =>
  (victim) => ({ input: input(victim), expected: "harmless" });

const profile = { name: "Eve", locale: "en" };
const draft = { body: "mine", language: "en" };
const postOf = refused(({ postId }) => ({ postId }));
const deliveryOf = refused(({ deliveryId }) => ({ deliveryId }));
const channelOf = refused(({ channelId }) => ({ channelId }));
const assetOf = refused(({ assetId }) => ({ assetId }));
const campaignOf = refused(({ campaignId }) => ({ campaignId }));
const versionOf = refused(({ versionId }) => ({ versionId }));
const invitationOf = refused(({ invitationId }) => ({ invitationId }));
const aWindow = { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" };

/** One line a procedure; the test fails for a procedure without one. */
export const ISOLATION: Record<string, Fixture> = {
  "doctor.report": harmless(),
  "identity.me": harmless(),
  "identity.viewer": harmless(),
  "identity.security": harmless(),
  "identity.sessions": harmless(),
  "identity.updateProfile": harmless(() => profile),
  "identity.revokeSession": harmless(() => ({ sessionId: "session_01jd3xvk3xe8ktcvz6c8jxzz4q" })),
  "identity.revokeOtherSessions": harmless(),
  "workspaces.list": harmless(),
  "workspaces.create": harmless(() => ({ name: "Mine", timeZone: "UTC", locale: "en" })),
  "workspaces.get": harmless(),
  "workspaces.invitation": harmless(({ invitationId }) => ({ invitationId })),
  "workspaces.update": harmless(() => ({ name: "Mine", timeZone: "UTC", locale: "en" })),
  "workspaces.delete": harmless(({ slug }) => ({ confirmation: slug })),
  "workspaces.members": harmless(),
  "workspaces.changeRole": refused(({ memberId }) => ({ memberId, role: "viewer" })),
  "workspaces.removeMember": refused(({ memberId }) => ({ memberId })),
  "workspaces.leave": harmless(),
  "workspaces.invitations": harmless(),
  "workspaces.invite": harmless(() => ({ email: "friend@example.test", role: "viewer" })),
  "workspaces.cancelInvitation": invitationOf,
  "workspaces.resendInvitation": invitationOf,
  "workspaces.myInvitations": harmless(),
  "workspaces.acceptInvitation": invitationOf,
  "workspaces.declineInvitation": invitationOf,
  "apiKeys.list": harmless(),
  "apiKeys.create": harmless(() => ({ name: "Mine", scopes: ["posts:read"], lifetimeDays: null })),
  "apiKeys.revoke": refused(({ apiKeyId }) => ({ apiKeyId })),
  "audit.list": harmless(({ postId }) => ({ targetId: postId })),
  "channels.list": harmless(() => ({})),
  "channels.get": channelOf,
  "channels.connect": refused(({ channelId }) => ({
    network: "webhook",
    values: { url: "https://example.test/hook" },
    channelId,
  })),
  "channels.begin": refused(({ channelId }) => ({
    network: "mastodon",
    values: { instance: "example.test" },
    channelId,
  })),
  "channels.test": channelOf,
  "channels.rename": refused(({ channelId }) => ({ channelId, name: "Taken" })),
  "channels.disconnect": channelOf,
  "channels.networks": harmless(() => ({})),
  "media.list": harmless(() => ({ search: "canary" })),
  "media.get": assetOf,
  "media.send": harmless(() => ({ fileName: "a.png", base64: "AAAA" })),
  "media.importFromUrl": harmless(() => ({ url: "http://127.0.0.1:1/a.png" })),
  "media.update": refused(({ assetId }) => ({ assetId, altText: "taken" })),
  "media.delete": assetOf,
  "metrics.list": harmless(({ deliveryId }) => ({ deliveryId })),
  "metrics.refresh": deliveryOf,
  "notifications.list": harmless(() => ({ limit: 5 })),
  "notifications.unread": harmless(),
  "notifications.markRead": refused(({ notificationId }) => ({ notificationId })),
  "notifications.markAllRead": harmless(() => ({ before: "2099-01-01T00:00:00Z" })),
  "notifications.settings": harmless(),
  "notifications.saveSetting": harmless(() => ({
    ...{ kind: "post.failed", inApp: false, email: "off", push: false },
  })),
  "notifications.subscribePush": harmless(() => ({
    endpoint: "https://push.example.test/eve",
    keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) },
  })),
  "notifications.unsubscribePush": harmless(() => ({ endpoint: "https://canary-7f3a.test" })),
  "planning.posts": harmless(({ channelId }) => ({ channelId, search: "canary" })),
  "planning.calendar": harmless(({ channelId }) => ({ ...aWindow, channelIds: [channelId] })),
  "planning.grid": harmless(({ channelId, campaignId, labelId }) => ({
    ...{ firstDay: "2020-01-01", days: 42, by: "day" },
    ...{ channelIds: [channelId], campaignIds: [campaignId], labelIds: [labelId] },
  })),
  "planning.agenda": harmless(({ channelId }) => ({ ...aWindow, channelIds: [channelId] })),
  "planning.marks": harmless(({ channelId }) => ({
    firstDay: "2020-01-01",
    days: 42,
    channelIds: [channelId],
  })),
  "planning.swatches": harmless(),
  "planning.today": harmless(),
  "publishing.get": postOf,
  "publishing.create": refused(({ assetId, channelId }) => ({
    ...draft,
    media: [{ assetId }],
    variants: [{ channelId }],
  })),
  "publishing.update": refused(({ postId }) => ({ ...draft, postId, revision: 1 })),
  "publishing.delete": postOf,
  "publishing.schedule": refused(({ postId }) => ({ postId, publishAt: "2099-01-01T09:00" })),
  "publishing.scheduleAfter": refused(({ postId }) => ({ postId, afterPostId: postId })),
  "publishing.publishNow": postOf,
  "publishing.unschedule": postOf,
  "publishing.delivery": deliveryOf,
  "publishing.retry": deliveryOf,
  "publishing.resolve": refused(({ deliveryId }) => ({ deliveryId, resolution: "give_up" })),
  "publishing.remove": deliveryOf,
  "sharing.list": harmless(() => ({})),
  "sharing.create": refused(({ channelId }) => ({
    ...{ kind: "calendar", name: "Mine", filters: { channelIds: [channelId] } },
  })),
  "sharing.revoke": refused(({ shareId }) => ({ shareId })),
  "campaigns.list": harmless(() => ({})),
  "campaigns.get": campaignOf,
  "campaigns.create": harmless(() => ({ name: "Mine" })),
  "campaigns.update": refused(({ campaignId }) => ({ campaignId, name: "Taken" })),
  "campaigns.archive": campaignOf,
  "campaigns.reopen": campaignOf,
  "labels.list": harmless(() => ({})),
  "labels.create": harmless(() => ({ name: "Mine" })),
  "labels.update": refused(({ labelId }) => ({ labelId, name: "Taken" })),
  "labels.delete": refused(({ labelId }) => ({ labelId })),
  "snippets.list": harmless(() => ({})),
  "snippets.create": refused(({ channelId }) => ({
    snippet: { kind: "signature", name: "Mine", body: "mine", channelIds: [channelId] },
  })),
  "snippets.update": refused(({ snippetId }) => ({
    snippetId,
    snippet: { kind: "template", name: "Taken", body: "taken" },
  })),
  "snippets.delete": refused(({ snippetId }) => ({ snippetId })),
  "versions.list": postOf,
  "versions.get": versionOf,
  "versions.compare": versionOf,
  "versions.restore": refused(({ versionId }) => ({ versionId, revision: 1 })),
};

/** Procedures that answer without a session, each with the reason why that is right. */
export const OPEN: Record<string, string> = {
  "identity.viewer": "tells public pages whether somebody is signed in",
  "workspaces.invitation": "shows an offer to whoever opened its mail; to others it is null",
};
