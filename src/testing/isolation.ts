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
const importOf = refused(({ importId }) => ({ importId }));
const invitationOf = refused(({ invitationId }) => ({ invitationId }));
const aWindow = { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" };

const collectionOf = refused(({ collectionId }) => ({ collectionId }));
const evergreenOf = refused(({ evergreenId }) => ({ evergreenId }));
const seriesOf = refused(({ seriesId }) => ({ seriesId }));
const aRule = { rule: "FREQ=WEEKLY", startsAt: "2099-01-01T09:00" };

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
  "workspaces.exists": harmless(({ slug }) => ({ slug })),
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
  "approvals.policies": harmless(),
  "approvals.setPolicy": refused(({ channelId }) => ({ channelId, mode: "internal" })),
  "approvals.get": postOf,
  "approvals.request": postOf,
  "approvals.withdraw": postOf,
  "approvals.decide": refused(({ postId }) => ({ postId, decision: "approved", hash: "0".repeat(64) })),
  "approvals.reviews": harmless(() => ({})),
  "approvals.counts": harmless(),
  "approvals.createLink": refused(({ postId }) => ({
    email: "eve@example.test",
    name: "Eve",
    postIds: [postId],
  })),
  "approvals.revokeLink": refused(({ reviewId }) => ({ reviewId })),
  "approvals.resendLink": refused(({ reviewId }) => ({ reviewId })),
  "approvals.review": harmless(({ reviewId }) => ({ token: reviewId })),
  "approvals.reviewPost": refused(({ reviewId, postId }) => ({ token: reviewId, postId })),
  "approvals.reviewDecide": refused(({ reviewId, postId }) => ({
    ...{ token: reviewId, postId, decision: "approved", hash: "0".repeat(64) },
  })),
  "approvals.reviewApproveAll": refused(({ reviewId, postId }) => ({
    token: reviewId,
    posts: [{ postId, hash: "0".repeat(64) }],
  })),
  "approvals.reviewComment": refused(({ reviewId, postId }) => ({ token: reviewId, postId, body: "Hello" })),
  "audit.list": harmless(({ postId }) => ({ targetId: postId })),
  "comments.list": postOf,
  "comments.add": refused(({ postId }) => ({ postId, body: "Hello" })),
  "comments.edit": refused(({ commentId }) => ({ commentId, body: "Taken" })),
  "comments.delete": refused(({ commentId }) => ({ commentId })),
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
  "drift.get": deliveryOf,
  "drift.list": harmless(() => ({})),
  "drift.look": deliveryOf,
  "drift.accept": deliveryOf,
  "drift.edit": refused(({ deliveryId }) => ({ deliveryId, text: "Taken" })),
  "health.current": harmless(),
  "health.budget": refused(({ channelId, postId }) => ({
    channelIds: [channelId],
    at: "2026-11-21T08:00:00Z",
    postId,
  })),
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
  "planning.trash": harmless(() => ({})),
  "publishing.duplicate": postOf,
  "publishing.restore": postOf,
  "publishing.purge": postOf,
  "publishing.emptyTrash": harmless(() => ({})),
  "publishing.moveMany": refused(({ postId, campaignId }) => ({ postIds: [postId], campaignId })),
  "publishing.labelMany": refused(({ postId, labelId }) => ({ postIds: [postId], add: [labelId] })),
  "publishing.retimeMany": refused(({ postId }) => ({
    postIds: [postId],
    change: { by: "shift", days: 1 },
  })),
  "publishing.unscheduleMany": refused(({ postId }) => ({ postIds: [postId] })),
  "publishing.deleteMany": refused(({ postId }) => ({ postIds: [postId] })),
  "publishing.submitMany": refused(({ postId }) => ({ postIds: [postId] })),
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
  "publishing.retryFailed": postOf,
  "publishing.skip": deliveryOf,
  "publishing.rescheduleDelivery": refused(({ deliveryId }) => ({
    deliveryId,
    publishAt: "2099-01-01T09:00",
  })),
  "publishing.place": refused(({ deliveryId }) => ({ deliveryId, url: "https://example.test/1" })),
  "publishing.resolve": refused(({ deliveryId }) => ({ deliveryId, resolution: "give_up" })),
  "publishing.remove": deliveryOf,
  "imports.list": harmless(() => ({})),
  "imports.get": importOf,
  "imports.rows": importOf,
  "imports.create": refused(({ channelId }) => ({
    ...{ fileName: "a.csv", content: "text\nmine", options: { channelIds: [channelId] } },
  })),
  "imports.configure": importOf,
  "imports.setCell": refused(({ importId }) => ({ importId, row: 1, field: "text", value: "taken" })),
  "imports.accept": importOf,
  "imports.undo": importOf,
  "imports.discard": importOf,
  "imports.export": harmless(({ channelId }) => ({ channelIds: [channelId] })),
  "imports.example": harmless(() => ({})),
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
  "evergreen.collections": harmless(),
  "evergreen.collection": collectionOf,
  "evergreen.preview": collectionOf,
  "evergreen.ofPost": postOf,
  "evergreen.createCollection": refused(({ channelId }) => ({ name: "Mine", channelIds: [channelId] })),
  "evergreen.updateCollection": refused(({ collectionId }) => ({
    collectionId,
    name: "Taken",
    channelIds: [],
  })),
  "evergreen.pause": refused(({ collectionId }) => ({ collectionId, planned: "remove" })),
  "evergreen.resume": collectionOf,
  "evergreen.deleteCollection": refused(({ collectionId }) => ({ collectionId, planned: "remove" })),
  "evergreen.create": refused(({ collectionId }) => ({ collectionId, variations: ["mine"] })),
  "evergreen.createFromPost": refused(({ collectionId, postId }) => ({ collectionId, postId })),
  "evergreen.update": refused(({ evergreenId }) => ({ evergreenId, variations: ["taken"] })),
  "evergreen.retire": evergreenOf,
  "evergreen.revive": evergreenOf,
  "evergreen.delete": evergreenOf,
  "series.list": harmless(() => ({})),
  "series.get": seriesOf,
  "series.preview": harmless(() => ({ ...aRule, timeZone: "UTC" })),
  "series.ofPost": postOf,
  "series.create": refused(({ channelId }) => ({
    ...aRule,
    template: { body: "x", variants: [{ channelId }] },
  })),
  "series.createFromPost": refused(({ postId }) => ({ ...aRule, postId })),
  "series.editAll": refused(({ seriesId }) => ({ seriesId, template: { body: "taken" } })),
  "series.editFollowing": refused(({ seriesId }) => ({ seriesId, occurrence: aRule.startsAt })),
  "series.editOccurrence": refused(({ seriesId }) => ({ seriesId, occurrence: aRule.startsAt })),
  "series.skip": refused(({ seriesId }) => ({ seriesId, occurrence: aRule.startsAt })),
  "series.restore": refused(({ seriesId }) => ({ seriesId, occurrence: aRule.startsAt })),
  "series.end": refused(({ seriesId }) => ({ seriesId, planned: "remove" })),
  "series.resume": seriesOf,
  "series.delete": refused(({ seriesId }) => ({ seriesId, planned: "remove" })),
  "queues.list": harmless(),
  "queues.get": channelOf,
  "queues.freeSlots": refused(({ channelId }) => ({ channelIds: [channelId], ...aWindow })),
  "queues.setSlots": refused(({ channelId }) => ({ channelId, slots: [{ weekday: 1, time: "09:00" }] })),
  "queues.previewSlots": refused(({ channelId }) => ({ channelId, slots: [] })),
  "queues.copySlots": refused(({ channelId }) => ({ channelId, toChannelIds: [channelId] })),
  "queues.setZone": refused(({ channelId }) => ({ channelId, timeZone: "UTC" })),
  "queues.pause": channelOf,
  "queues.resume": channelOf,
  "queues.shuffle": channelOf,
  "queues.reflow": channelOf,
  "queues.reflowHeld": channelOf,
  "queues.arrange": refused(({ channelId, deliveryId }) => ({
    channelId,
    places: [{ deliveryId, at: "2099-01-01T09:00:00Z" }],
  })),
  "queues.move": refused(({ deliveryId }) => ({ deliveryId, direction: "up" })),
  "queues.add": postOf,
  "queues.remove": postOf,
};

/** Procedures that answer without a session, each with the reason why that is right. */
export const OPEN: Record<string, string> = {
  "approvals.review": "shows a client what their secret link opens; to others it is unknown",
  "approvals.reviewPost": "shows one post of a secret link; without the secret there is none",
  "approvals.reviewDecide": "a client answers by their secret link",
  "approvals.reviewApproveAll": "a client answers by their secret link",
  "approvals.reviewComment": "a client writes by their secret link",
  "identity.viewer": "tells public pages whether somebody is signed in",
  "workspaces.exists": "tells whether an address leads somewhere, as the public site of each workspace does",
  "workspaces.invitation": "shows an offer to whoever opened its mail; to others it is null",
};
