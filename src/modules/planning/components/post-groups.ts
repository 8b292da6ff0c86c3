import { POST_STATES, type PostState } from "@/modules/publishing/schemas";
import { ATTENTION_STATES } from "../schemas";

/** Groups of states by which posts are filtered; a post that is partly out belongs to two. */
export const GROUP_STATES = {
  drafts: ["draft"],
  scheduled: ["scheduled", "publishing"],
  published: ["published", "partial"],
  attention: ATTENTION_STATES,
  cancelled: ["cancelled"],
} as const satisfies Record<string, readonly PostState[]>;

export type PostGroup = keyof typeof GROUP_STATES;
export const POST_GROUPS = Object.keys(GROUP_STATES) as [PostGroup, ...PostGroup[]];

/** The states of a group; undefined, which is all of them, when none is chosen. */
export const statesOf = (group: PostGroup | null): PostState[] | undefined =>
  group === null
    ? undefined
    : POST_STATES.filter((state) => (GROUP_STATES[group] as readonly PostState[]).includes(state));
