import type { Caller } from "@/kernel/context";
import { can } from "@/kernel/permissions";
import { LOCKED_STATES } from "../policy";
import type { DeliveryState, PostApproval, PostState } from "../schemas";

/** What the reader of a page may do with posts. */
export interface PostRights {
  userId: string | null;
  write: boolean;
  writeAny: boolean;
  /** Give what they may change a time; who may not publish proposes one. */
  plan: boolean;
  publish: boolean;
  resolve: boolean;
  manageChannels: boolean;
  share: boolean;
}

/** The rights of a caller, ready to be handed to a client component. */
export const postRightsOf = (caller: Caller): PostRights => ({
  userId: caller.actor.type === "user" ? caller.actor.userId : null,
  write: can(caller, "post.write"),
  writeAny: can(caller, "post.writeAny"),
  plan: can(caller, "post.plan"),
  publish: can(caller, "post.publish"),
  resolve: can(caller, "delivery.resolve"),
  manageChannels: can(caller, "channel.manage"),
  share: can(caller, "plan.share"),
});

/** What must be known of a post to say what can be done with it. */
export interface PostStanding {
  /** Undefined where a list does not tell. */
  authorId?: string | null;
  publishAt: Date | null;
  channelCount: number;
  deliveryStates: readonly (DeliveryState | null)[];
  /** Some of it waits for the word of somebody who may decide about deliveries. */
  stopped: boolean;
}

export interface PostActions {
  edit: boolean;
  reschedule: boolean;
  publishNow: boolean;
  unschedule: boolean;
  delete: boolean;
}

/** Tell whether nobody's approval keeps a post from going out. */
export const isAgreed = ({ approval }: { approval: PostApproval }): boolean =>
  approval === "none" || approval === "approved";

const UNSENT: readonly PostState[] = ["draft", "scheduled", "held"];

/** Tell whether a post cannot go out before somebody agrees; what is out needs nobody's yes any more. */
export const awaitsPeople = (post: { approval: PostApproval; state: PostState }): boolean =>
  !isAgreed(post) && UNSENT.includes(post.state);

const MOVING: readonly (DeliveryState | null)[] = ["sending", "unconfirmed"];

/** Tell whether a network may hold some of a post already: then it stays as it is. */
export const isLocked = (states: readonly (DeliveryState | null)[]): boolean =>
  states.some((state) => state !== null && (LOCKED_STATES as readonly DeliveryState[]).includes(state));

/** What the server would let this person do with a post as it stands. */
export function postActionsOf(post: PostStanding, rights: PostRights): PostActions {
  const own = rights.write && rights.userId !== null && post.authorId === rights.userId;
  const mayChange = own || rights.writeAny;
  const open = !isLocked(post.deliveryStates);
  const sendable = mayChange && open && post.channelCount > 0;
  const replannable = rights.resolve || post.publishAt === null || !post.stopped;
  return {
    // A list does not name authors: the editor itself refuses what is somebody else's.
    edit: open && (mayChange || (rights.write && post.authorId === undefined)),
    reschedule: sendable && replannable && rights.plan,
    publishNow: sendable && rights.publish,
    unschedule: mayChange && open && replannable && post.publishAt !== null,
    delete: mayChange && !post.deliveryStates.some((state) => MOVING.includes(state)),
  };
}
