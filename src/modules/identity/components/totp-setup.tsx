"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { encode } from "uqr";
import { Form } from "@/ui/forms/form";
import { FormField } from "@/ui/forms/form-field";
import { SubmitButton } from "@/ui/forms/submit-button";
import { useSchemaForm } from "@/ui/forms/use-schema-form";
import { CopyButton } from "@/ui/primitives/copy-button";
import { Input } from "@/ui/primitives/input";
import { confirmTotpInput } from "../schemas";
import { authCall } from "./auth-call";

/** The dark cells of a QR code as one path, a unit square each. */
function pathOf(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { path, size };
}

/** Always dark on white: cameras do not read it the other way round. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => pathOf(text), [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 rounded-md border border-line bg-white p-1"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

/** Show the secret to the authenticator app, and prove that it has it. */
export function TotpSetup({ uri, onConfirmed }: { uri: string; onConfirmed: () => void }) {
  const t = useTranslations("settings.security.twoFactor");
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  const form = useSchemaForm({ schema: confirmTotpInput, defaultValues: { code: "" } });
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center gap-5">
        <QrCode text={uri} label={t("qr")} />
        <div className="grid min-w-0 grow basis-48 justify-items-start gap-2 text-sm">
          <p className="text-ink-muted">{t("scan")}</p>
          <code className="break-all rounded-sm bg-sunken px-2 py-1 font-mono text-xs">{secret}</code>
          <CopyButton text={secret} label={t("copyKey")} />
        </div>
      </div>
      <Form
        form={form}
        reasons={{ "auth.wrong_code": "code", "auth.used_code": "code" }}
        onSubmit={async (values) => {
          await authCall("/two-factor/verify-totp", values);
          onConfirmed();
        }}
      >
        <FormField control={form.control} name="code" label={t("code")} required>
          {(field) => (
            <Input
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              className="font-mono"
              {...field}
            />
          )}
        </FormField>
        <SubmitButton>{t("confirm")}</SubmitButton>
      </Form>
    </div>
  );
}
