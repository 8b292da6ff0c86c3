import { CopyButton } from "@/ui/primitives/copy-button";
import { Field } from "@/ui/primitives/field";
import { Input } from "@/ui/primitives/input";

export interface CopyFieldProps {
  label: string;
  /** An address or a secret, as a whole. */
  value: string;
}

/** A text to take along: it can be read and copied, not changed. */
export function CopyField({ label, value }: CopyFieldProps) {
  return (
    <Field label={label}>
      {(control) => (
        <div className="flex items-center gap-2">
          <Input
            readOnly
            className="font-mono"
            value={value}
            onFocus={(event) => event.target.select()}
            {...control}
          />
          <CopyButton text={value} size="md" />
        </div>
      )}
    </Field>
  );
}
