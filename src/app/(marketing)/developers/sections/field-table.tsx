import { useTranslations } from "next-intl";
import type { ReferenceField } from "@/trpc/reference";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/ui/primitives/table";

/** The fields of an input or of an answer. */
export function FieldTable({ label, fields }: { label: string; fields: readonly ReferenceField[] }) {
  const t = useTranslations("developers");
  return (
    <Table label={label}>
      <TableHead>
        <TableRow>
          <TableHeader>{t("field")}</TableHeader>
          <TableHeader>{t("type")}</TableHeader>
          <TableHeader>{t("meaning")}</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {fields.map(({ name, type, required, description }) => (
          <TableRow key={name}>
            <TableHeader scope="row" className="py-2 text-ink">
              <code className="font-mono text-xs">{name}</code>
              {required && <span className="ml-2 text-xs font-normal text-ink-subtle">{t("required")}</span>}
            </TableHeader>
            <TableCell className="max-w-72 py-2 font-mono text-xs break-words text-ink-muted">
              {type}
            </TableCell>
            <TableCell className="min-w-40 py-2 text-ink-muted">{description}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
