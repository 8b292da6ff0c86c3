"use client";

import { useTranslations } from "next-intl";
import { useParams, useRouter } from "next/navigation";
import { useFormat } from "@/i18n/use-format";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { ButtonLink } from "@/ui/primitives/button-link";
import { toast } from "@/ui/primitives/toast";
import type { PostView } from "../schemas";
import { useComposer } from "./composer-context";
import { contentInputOf } from "./composer-state";

export type ReadOnlyReason = "role" | "someoneElses" | "locked";

/** Why nothing can be changed here, and what can be done instead. */
export function ReadOnlyBanner({ reason, post }: { reason: ReadOnlyReason; post: PostView | null }) {
  const t = useTranslations("composer.readOnly");
  const { workspace } = useParams<{ workspace: string }>();
  const { rights } = useComposer();
  return (
    <Banner
      tone={reason === "locked" ? "warning" : "info"}
      title={t(`${reason}.title`)}
      actions={
        <>
          {post && (
            <ButtonLink size="sm" href={`/${workspace}/posts/${post.id}`}>
              {t("open")}
            </ButtonLink>
          )}
          {rights.write && <DuplicateButton />}
        </>
      }
    >
      {t(`${reason}.text`)}
    </Banner>
  );
}

function DuplicateButton() {
  const t = useTranslations("composer.readOnly");
  const message = useErrorMessage();
  const router = useRouter();
  const { workspace } = useParams<{ workspace: string }>();
  const { draft } = useComposer();
  const create = api.publishing.create.useMutation({
    onSuccess: (post) => router.push(`/${workspace}/compose?post=${post.id}`),
    onError: (error) => toast.error(message(error)),
  });
  return (
    <Button size="sm" loading={create.isPending} onClick={() => create.mutate(contentInputOf(draft))}>
      {t("duplicate")}
    </Button>
  );
}

/** When the post goes out, or should have gone: a change of it is a change of what readers get. */
export function PlanBanner({ post, now }: { post: PostView; now: Date }) {
  const t = useTranslations("composer.plan");
  const format = useFormat();
  const { zone } = useComposer();
  if (!post.publishAt) return null;
  const late = post.publishAt <= now;
  const when = format.instant(post.publishAt, zone, "slot");
  return (
    <Banner tone={late ? "warning" : "info"} title={t(late ? "lateTitle" : "title", { when })}>
      {t(late ? "lateText" : "text")}
    </Banner>
  );
}
