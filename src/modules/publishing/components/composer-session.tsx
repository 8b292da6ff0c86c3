"use client";

import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useParams } from "next/navigation";
import { meantTimeOf } from "@/kernel/time";
import type { ChannelView, NetworkView } from "@/modules/channels/schemas";
import { isLeftToPeople, LOCKED_STATES, namesAddress } from "../policy";
import type { PostView } from "../schemas";
import { PlanBanner, type ReadOnlyReason, ReadOnlyBanner } from "./composer-banners";
import { type ComposerTab, elementIdOf, type FieldTarget, sharedTab } from "./composer-check";
import { ComposerConflict } from "./composer-conflict";
import { type ComposerModel, ComposerProvider, type ComposerRights } from "./composer-context";
import { ComposerDesk, type Pane } from "./composer-desk";
import { ComposerFooter } from "./composer-footer";
import { problemsId } from "./composer-problems";
import { PublishDialog } from "./composer-publish-dialog";
import { ComposerRecovery } from "./composer-recovery";
import { PlanDialog } from "./composer-plan-dialog";
import { useShortcuts } from "./composer-shortcuts";
import { useComposed } from "./use-composed";
import { type DraftInHand, type DraftSession, useDraft } from "./use-draft";
import { useOutcome } from "./use-outcome";
import { useRecovery } from "./use-recovery";

export interface ComposerSessionProps extends Omit<DraftSession, "readOnly"> {
  channels: readonly ChannelView[];
  networks: readonly NetworkView[];
  rights: ComposerRights & { writeAny: boolean };
  zone: string;
  /** Wall time that a calendar asked for. */
  at: string | null;
}

const now = () => new Date();
const locked: readonly string[] = LOCKED_STATES;

function readOnlyReason(
  post: PostView | null,
  { rights, userId }: Pick<ComposerSessionProps, "rights" | "userId">,
): ReadOnlyReason | null {
  if (!rights.write) return "role";
  if (post?.deliveries.some(({ state }) => locked.includes(state))) return "locked";
  return post && post.authorId !== userId && !rights.writeAny ? "someoneElses" : null;
}

/** The address of a new post becomes its own once it is saved, so that a reload finds it. */
function useOwnAddress(saved: boolean, postId: string): void {
  const { workspace } = useParams<{ workspace: string }>();
  useEffect(() => {
    const address = `/${workspace}/compose?post=${postId}`;
    if (saved && !window.location.search.includes(postId)) window.history.replaceState(null, "", address);
  }, [saved, postId, workspace]);
}

/** A version that arrived while nothing was being changed here is simply shown. */
function useNewerVersion(found: PostView | null, { saver, snapshot, dispatch }: DraftInHand): void {
  useEffect(() => {
    const { post, dirty, status } = snapshot;
    const newer = found && post && found.revision > post.revision;
    if (newer && !dirty && status.kind !== "saving")
      dispatch({ type: "replace", draft: saver.takeNewer(found) });
  }, [found, saver, snapshot, dispatch]);
}

function usePlaces() {
  const [tab, showTab] = useState<ComposerTab>(sharedTab);
  const [pane, setPane] = useState<Pane>("write");
  const focus = (id: string) => {
    const element = document.getElementById(id);
    element?.focus();
    element?.scrollIntoView?.({ block: "center" });
  };
  const goTo = (target: FieldTarget) => {
    flushSync(() => {
      setPane("write");
      showTab(target.tab);
    });
    focus(elementIdOf(target));
  };
  const goToProblems = () => {
    flushSync(() => setPane("write"));
    focus(problemsId);
  };
  return { tab, showTab, pane, setPane, goTo, goToProblems };
}

/** One post being written, from its opening to its leaving. */
export function ComposerSession(props: ComposerSessionProps) {
  const { postId, post: opened, channels, networks, zone, at } = props;
  const reason = readOnlyReason(opened, props);
  const readOnly = reason !== null;
  const hand = useDraft({ ...props, readOnly });
  const { state, dispatch, saver, snapshot } = hand;
  useNewerVersion(opened, hand);
  const recovery = useRecovery(postId, hand);
  const [asked, setAsked] = useState(false);
  const [saving, setSaving] = useState(false);
  const [dialog, setDialog] = useState<"schedule" | "publish" | null>(null);
  const { composed, problems, errors } = useComposed(hand, channels, networks, asked);
  const { tab, showTab, pane, setPane, goTo, goToProblems } = usePlaces();
  const outcome = useOutcome(saver, zone, now);
  useOwnAddress(snapshot.post !== null, postId);

  const chosen = composed.some(({ channel }) => channel.id === tab);
  const current = chosen ? tab : sharedTab;
  const { post } = snapshot;
  const planned = post !== null && post.publishAt !== null;
  // A new time sends also what stopped, which is theirs who decide about deliveries.
  const stopped = planned && !props.rights.resolve && post.deliveries.some(isLeftToPeople);
  const rights = { ...props.rights, plan: props.rights.plan && !stopped };
  const open = (which: "schedule" | "publish") => {
    if (readOnly || !rights[which === "publish" ? "publish" : "plan"]) return;
    // Whom it waits for is chosen in the dialog, so an address that nobody knows yet is no reason to keep it closed.
    const blocking = errors.filter(({ code }) => which === "publish" || code !== "address_unknown");
    if (blocking.length === 0) return setDialog(which);
    flushSync(() => setAsked(true));
    goToProblems();
  };
  const save = async () => {
    if (readOnly || saving) return;
    setSaving(true);
    // The status line tells of a failure.
    await (planned ? outcome.update() : saver.save()).catch(() => undefined);
    setSaving(false);
  };
  const saveSafely = () => (planned && errors.length > 0 ? open("schedule") : void save());
  useShortcuts({ schedule: () => open("schedule"), publish: () => open("publish"), save: saveSafely });

  const model: ComposerModel = {
    ...{ draft: state.draft, dispatch, channels, composed, problems, readOnly, rights },
    ...{ tab: current, showTab, goTo, zone },
  };
  const close = () => setDialog(null);
  return (
    <ComposerProvider value={model}>
      <ComposerDesk
        isNew={opened === null}
        pane={pane}
        onPane={setPane}
        notices={
          <>
            {reason && <ReadOnlyBanner reason={reason} post={opened} />}
            {!readOnly && post && <PlanBanner post={post} now={now()} />}
            {!readOnly && <ComposerRecovery recovery={recovery} hand={hand} zone={zone} />}
            <ComposerConflict hand={hand} zone={zone} />
          </>
        }
        footer={
          <ComposerFooter
            snapshot={snapshot}
            planned={planned}
            stopped={stopped}
            saving={saving}
            outcome={outcome}
            onSave={saveSafely}
            onSchedule={() => open("schedule")}
            onPublish={() => open("publish")}
            onRetry={() => saver.retry()}
          />
        }
      />
      {dialog === "schedule" && (
        <PlanDialog
          {...{ zone, post, composed, now }}
          initial={initialTime(post, at, zone)}
          dirty={snapshot.dirty}
          namesAddress={composed.some(({ content }) => namesAddress(content.body))}
          proposes={!rights.publish}
          onPlan={outcome.plan}
          onClose={close}
        />
      )}
      {dialog === "publish" && (
        <PublishDialog post={post} dirty={snapshot.dirty} onPublish={outcome.publishNow} onClose={close} />
      )}
    </ComposerProvider>
  );
}

const initialTime = (post: PostView | null, at: string | null, zone: string): string =>
  post?.publishAt && post.wallTime && post.publishAt > now() ? meantTimeOf(post.publishAt, zone) : (at ?? "");
