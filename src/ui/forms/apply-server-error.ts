import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { serverErrorOf } from "./server-error";
import type { ErrorMessage } from "./use-error-message";

/** Which field answers for which reason, where the server's own `field` does not say it. */
export type ReasonMap<T extends FieldValues> = Partial<Record<string, Path<T>>>;

const hasField = (values: unknown, path: string): boolean => {
  let current = values;
  for (const key of path.split(".")) {
    if (typeof current !== "object" || current === null || !(key in current)) return false;
    current = (current as Record<string, unknown>)[key];
  }
  return true;
};

/** Put a failed call on the field that it names, else on the form as a whole; what was typed stays. */
export function applyServerError<T extends FieldValues, C, O>(
  form: UseFormReturn<T, C, O>,
  error: unknown,
  { message, reasons = {} }: { message: ErrorMessage; reasons?: ReasonMap<T> },
): void {
  const server = serverErrorOf(error);
  const mapped = server?.reason ? reasons[server.reason] : undefined;
  const named =
    server?.field && hasField(form.getValues(), server.field) ? (server.field as Path<T>) : undefined;
  const field = mapped ?? named;
  const type = server?.reason ?? "server";
  if (field) form.setError(field, { type, message: message(error) }, { shouldFocus: true });
  else form.setError("root.server", { type, message: message(error) });
}
