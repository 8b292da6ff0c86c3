"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { lastWorkspaceCookie } from "@/modules/workspaces/schemas";
import { rememberPreference } from "@/ui/preference-cookie";
import { toast } from "@/ui/primitives/toast";
import { watchWorker } from "./service-worker";

interface AppRuntimeProps {
  /** Names the build that served this page. */
  build: string;
  slug: string;
}

/** What makes the pages an application: its worker, the word of a new version, and the place it opens at. */
export function AppRuntime({ build, slug }: AppRuntimeProps) {
  const t = useTranslations("pwa.update");
  const words = useRef({ title: "", action: "" });
  useEffect(() => {
    words.current = { title: t("title"), action: t("action") };
  }, [t]);
  useEffect(() => rememberPreference(lastWorkspaceCookie, slug), [slug]);
  useEffect(
    () =>
      watchWorker(build, () =>
        toast.success(words.current.title, {
          id: "new-version",
          action: { label: words.current.action, onClick: () => window.location.reload() },
        }),
      ),
    [build],
  );
  return null;
}
