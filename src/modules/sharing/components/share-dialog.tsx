"use client";

import { Printer, Share2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Id } from "@/kernel/ids";
import { Button } from "@/ui/primitives/button";
import { Dialog, DialogContent, DialogTrigger } from "@/ui/primitives/dialog";
import type { CreatedShare } from "../schemas";
import { CreatedLink } from "./share-created";
import { ShareForm } from "./share-form";
import { ShareList } from "./share-list";

export interface ShareDialogProps {
  /** IANA zone of the workspace. */
  zone: string;
  /** What the calendar is narrowed to now: a new link starts with it. */
  channelIds?: readonly Id<"channel">[];
  campaignIds?: readonly Id<"campaign">[];
  /** The button that opens it; one that says "Share" when absent. */
  trigger?: ReactNode;
}

type Step = { name: "list" } | { name: "form" } | { name: "created"; share: CreatedShare };

/** Links to the plan for people without an account, feeds for calendar programs, and paper. */
export function ShareDialog({ zone, channelIds = [], campaignIds = [], trigger }: ShareDialogProps) {
  const t = useTranslations("sharing");
  const [open, setOpen] = useState(false);
  const [step, setStep] = useState<Step>({ name: "list" });
  const change = (next: boolean): void => {
    setOpen(next);
    if (next) setStep({ name: "list" });
  };
  const print = (): void => {
    setOpen(false);
    // The window must be gone before the page is drawn for paper.
    setTimeout(() => window.print(), 300);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        {trigger ?? (
          <Button>
            <Share2 aria-hidden />
            {t("open")}
          </Button>
        )}
      </DialogTrigger>
      <DialogContent
        title={t("title")}
        description={t("description")}
        footer={
          step.name === "list" && (
            <Button onClick={print}>
              <Printer aria-hidden />
              {t("print")}
            </Button>
          )
        }
      >
        {step.name === "list" && <ShareList zone={zone} onNew={() => setStep({ name: "form" })} />}
        {step.name === "form" && (
          <ShareForm
            channelIds={channelIds}
            campaignIds={campaignIds}
            onCreated={(share) => setStep({ name: "created", share })}
            onCancel={() => setStep({ name: "list" })}
          />
        )}
        {step.name === "created" && (
          <CreatedLink share={step.share} onDone={() => setStep({ name: "list" })} />
        )}
      </DialogContent>
    </Dialog>
  );
}
