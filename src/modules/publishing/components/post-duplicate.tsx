"use client";

import { CopyPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import type { Id } from "@/kernel/ids";
import { api } from "@/trpc/client";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { DropdownMenuItem } from "@/ui/primitives/dropdown-menu";
import { toast } from "@/ui/primitives/toast";
import { usePostCache } from "./post-cache";

/** Writes a draft that says the same, and opens it. */
export function DuplicateItem({ postId, base }: { postId: Id<"post">; base: string }) {
  const t = useTranslations("publishing.actions");
  const router = useRouter();
  const message = useErrorMessage();
  const refresh = usePostCache();
  const duplicate = api.publishing.duplicate.useMutation({
    onSuccess: (copy) => {
      refresh(copy);
      toast.success(t("done.duplicate"));
      router.push(`${base}/compose?post=${copy.id}`);
    },
    onError: (error) => void toast.error(message(error)),
  });
  return (
    <DropdownMenuItem onSelect={() => duplicate.mutate({ postId })}>
      <CopyPlus aria-hidden />
      {t("duplicate")}
    </DropdownMenuItem>
  );
}
