"use client";

import { FileDown, FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type DragEvent, useRef, useState } from "react";
import { api } from "@/trpc/client";
import { cn } from "@/ui/cn";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { Field } from "@/ui/primitives/field";
import { Textarea } from "@/ui/primitives/textarea";
import { type CreateImportInput, importBytesMax } from "../schemas";
import { base64Of, downloadText } from "./download";
import { ExportButton } from "./export-button";

/** The way in: a file dropped or chosen, rows pasted, or an example to start from. */
export function ImportStart({ base }: { base: string }) {
  const t = useTranslations("imports.file");
  const router = useRouter();
  const cache = api.useUtils();
  const message = useErrorMessage();
  const [problem, setProblem] = useState<string | null>(null);
  const create = api.imports.create.useMutation();
  const [going, setGoing] = useState(false);
  const send = async (input: Omit<CreateImportInput, "options">): Promise<void> => {
    setProblem(null);
    try {
      const made = await create.mutateAsync(input);
      setGoing(true);
      cache.imports.get.setData({ importId: made.id }, made);
      router.push(`${base}/import/${made.id}`);
    } catch (error) {
      setProblem(message(error));
    }
  };
  const take = async (files: readonly File[]): Promise<void> => {
    const [file, ...more] = files;
    if (!file) return;
    if (more.length > 0) return setProblem(t("many"));
    const tooLarge = {
      data: { code: "INVALID", reason: "import.too_large", details: { maxMb: importBytesMax / 1e6 } },
    };
    if (file.size > importBytesMax) return setProblem(message(tooLarge));
    await send({ fileName: file.name, base64: await base64Of(file) });
  };
  const busy = create.isPending || going;
  return (
    <section aria-label={t("label")} className="mb-10 grid gap-4">
      {problem && <Banner live tone="danger" title={problem} />}
      <DropBox busy={busy} onFiles={(files) => void take(files)} />
      <div className="flex flex-wrap items-start gap-2">
        <ExampleButton />
        <ExportButton format="csv" />
        <ExportButton format="json" />
      </div>
      <PasteBox busy={busy} onText={(content) => void send({ fileName: t("pasted"), content })} />
    </section>
  );
}

function DropBox({ busy, onFiles }: { busy: boolean; onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations("imports.file");
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!busy) onFiles([...event.dataTransfer.files]);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "grid justify-items-center gap-3 rounded-lg border-2 border-dashed px-6 py-10 text-center transition-colors",
        over ? "border-accent bg-accent-soft" : "border-line-strong/60 bg-surface",
      )}
    >
      <span className="grid size-11 place-items-center rounded-lg border border-line bg-surface text-accent-ink shadow-xs">
        <FileUp aria-hidden className="size-5" />
      </span>
      <p className="font-semibold">{t("drop")}</p>
      <p className="text-ink-muted text-sm">{t("or")}</p>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.json,text/csv,application/json"
        aria-label={t("label")}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button variant="primary" loading={busy} onClick={() => input.current?.click()}>
        {busy ? t("reading") : t("choose")}
      </Button>
    </div>
  );
}

function PasteBox({ busy, onText }: { busy: boolean; onText: (text: string) => void }) {
  const t = useTranslations("imports.file");
  const [text, setText] = useState("");
  return (
    <details className="rounded-lg border border-line bg-surface">
      <summary className="rounded-lg px-4 py-3 font-medium text-sm">{t("paste")}</summary>
      <div className="grid justify-items-start gap-3 px-4 pb-4">
        <Field label={t("pasteLabel")} hint={t("pasteHint")} className="w-full">
          {(control) => (
            <Textarea
              rows={6}
              className="font-mono text-sm"
              value={text}
              onChange={(event) => setText(event.target.value)}
              {...control}
            />
          )}
        </Field>
        <Button disabled={text.trim() === ""} loading={busy} onClick={() => onText(text)}>
          {t("pasteSubmit")}
        </Button>
      </div>
    </details>
  );
}

function ExampleButton() {
  const t = useTranslations("imports.file");
  const locale = useLocale();
  const cache = api.useUtils();
  const message = useErrorMessage();
  const [problem, setProblem] = useState<string | null>(null);
  const download = async (): Promise<void> => {
    try {
      const { fileName, content } = await cache.imports.example.fetch({ locale });
      downloadText(fileName, content);
    } catch (error) {
      setProblem(message(error));
    }
  };
  return (
    <div className="grid gap-1">
      <Button onClick={() => void download()}>
        <FileDown aria-hidden />
        {t("example")}
      </Button>
      {problem && (
        <p role="alert" className="text-[0.8125rem] text-danger-ink">
          {problem}
        </p>
      )}
    </div>
  );
}
