"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TimeZoneSelect } from "@/modules/workspaces/components/time-zone-field";
import { api } from "@/trpc/client";
import { Banner } from "@/ui/primitives/banner";
import { Button } from "@/ui/primitives/button";
import { CheckboxField } from "@/ui/primitives/checkbox-field";
import { Field } from "@/ui/primitives/field";
import { RadioGroup, RadioOption } from "@/ui/primitives/radio-group";
import { Select } from "@/ui/primitives/select";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/ui/primitives/table";
import { useErrorMessage } from "@/ui/forms/use-error-message";
import {
  DATE_ORDERS,
  IMPORT_FIELDS,
  type ImportField,
  type ImportOptions,
  type ImportView,
  type Mapping,
} from "../schemas";

const nothing = "nothing";

/** Which column holds what, how dates are read, and where rows go that name no channel. */
export function ImportColumns({
  file,
  zone,
  onDone,
}: {
  file: ImportView;
  zone: string;
  onDone: () => void;
}) {
  const t = useTranslations("imports.columns");
  const cache = api.useUtils();
  const message = useErrorMessage();
  const [mapping, setMapping] = useState<Mapping>(file.mapping);
  const [options, setOptions] = useState<ImportOptions>(file.options);
  const configure = api.imports.configure.useMutation();
  const save = async (): Promise<void> => {
    const saved = await configure.mutateAsync({ importId: file.id, mapping, options });
    cache.imports.get.setData({ importId: file.id }, saved);
    await cache.imports.rows.invalidate({ importId: file.id });
    onDone();
  };
  const known = file.headers.filter((header) => Object.values(mapping).includes(header)).length;
  return (
    <div className="grid gap-6">
      <div>
        <h2 className="font-semibold text-lg">{t("title")}</h2>
        <p className="text-ink-muted text-sm">{t("description", { known, all: file.headers.length })}</p>
      </div>
      <MappingTable file={file} mapping={mapping} onMapping={setMapping} />
      <DateOrderChoice file={file} options={options} onOptions={setOptions} />
      <DefaultChannels options={options} onOptions={setOptions} />
      <Field label={t("zone")} hint={t("zoneHint")} className="max-w-sm">
        {(control) => (
          <TimeZoneSelect
            {...control}
            value={options.timeZone ?? zone}
            onValueChange={(timeZone) => setOptions({ ...options, timeZone })}
          />
        )}
      </Field>
      {configure.isError && <Banner live tone="danger" title={message(configure.error)} />}
      <div>
        <Button
          variant="primary"
          loading={configure.isPending}
          onClick={() => void save().catch(() => undefined)}
        >
          {t("next")}
        </Button>
      </div>
    </div>
  );
}

interface MappingTableProps {
  file: ImportView;
  mapping: Mapping;
  onMapping: (mapping: Mapping) => void;
}

function MappingTable({ file, mapping, onMapping }: MappingTableProps) {
  const t = useTranslations("imports");
  const [moved, setMoved] = useState<string | null>(null);
  const fieldOf = (header: string) => IMPORT_FIELDS.find((field) => mapping[field] === header);
  const choose = (header: string, choice: string): void => {
    const next: Mapping = Object.fromEntries(Object.entries(mapping).filter(([, each]) => each !== header));
    const field = choice as ImportField;
    const before = mapping[field];
    setMoved(
      choice !== nothing && before !== undefined && before !== header
        ? t("columns.twice", { field: t(`field.${field}`), header: before })
        : null,
    );
    onMapping(choice === nothing ? next : { ...next, [field]: header });
  };
  const choices = [
    { value: nothing, label: t("columns.nothing") },
    ...IMPORT_FIELDS.map((field) => ({ value: field as string, label: t(`field.${field}`) })),
  ];
  return (
    <>
      <Table label={t("columns.title")}>
        <TableHead>
          <TableRow>
            <TableHeader>{t("columns.column")}</TableHeader>
            <TableHeader>{t("columns.holds")}</TableHeader>
            <TableHeader className="max-sm:hidden">{t("columns.samples")}</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {file.headers.map((header) => (
            <TableRow key={header}>
              <TableHeader scope="row" className="max-w-44 whitespace-normal break-words py-2.5 text-ink">
                {header}
              </TableHeader>
              <TableCell>
                <Select
                  aria-label={`${t("columns.holds")}: ${header}`}
                  className="w-44 sm:w-52"
                  options={choices}
                  value={fieldOf(header) ?? nothing}
                  onValueChange={(choice) => choose(header, choice)}
                />
              </TableCell>
              <TableCell className="max-w-96 truncate text-ink-muted max-sm:hidden">
                {file.samples[header]?.join(" · ") || t("columns.noSamples")}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <p role="status" className="text-ink-muted text-sm empty:hidden">
        {moved}
      </p>
    </>
  );
}

interface OptionsProps {
  options: ImportOptions;
  onOptions: (options: ImportOptions) => void;
}

function DateOrderChoice({ file: { dates }, options, onOptions }: OptionsProps & { file: ImportView }) {
  const t = useTranslations("imports.columns");
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t("dates")}</legend>
      {!dates.certain && options.dateOrder === undefined && <Banner tone="warning" title={t("uncertain")} />}
      {dates.mixed && <Banner tone="warning" title={t("mixed")} />}
      <RadioGroup
        aria-label={t("dates")}
        className="sm:grid-cols-2"
        value={options.dateOrder ?? dates.order}
        onValueChange={(order) =>
          onOptions({ ...options, dateOrder: DATE_ORDERS.find((each) => each === order) })
        }
      >
        {DATE_ORDERS.map((order) => (
          <RadioOption key={order} value={order} label={t(order)} />
        ))}
      </RadioGroup>
    </fieldset>
  );
}

function DefaultChannels({ options, onOptions }: OptionsProps) {
  const t = useTranslations("imports.columns");
  const channels = api.channels.list.useQuery({});
  const usable = (channels.data?.items ?? []).filter(({ state }) => state !== "disconnected");
  const chosen = options.channelIds ?? [];
  if (usable.length === 0) return null;
  return (
    <fieldset className="grid gap-2">
      <legend className="font-medium text-sm">{t("defaults")}</legend>
      <p className="text-ink-muted text-sm">{t("defaultsHint")}</p>
      <div className="flex flex-wrap gap-x-6 gap-y-3 pt-1">
        {usable.map(({ id, name }) => (
          <CheckboxField
            key={id}
            label={name}
            checked={chosen.includes(id)}
            onCheckedChange={(on) =>
              onOptions({
                ...options,
                channelIds: on === true ? [...chosen, id] : chosen.filter((each) => each !== id),
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
