import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { type ServerError, serverErrorOf } from "./server-error";
import type { ErrorMessage } from "./use-error-message";

/** Which field answers for which reason, where the server's own `field` does not say it. */
export type ReasonMap<T extends FieldValues> = Partial<Record<string, Path<T>>>;

export interface ApplyOptions<T extends FieldValues> {
  message: ErrorMessage;
  reasons?: ReasonMap<T>;
}

const hasField = (values: unknown, path: string): boolean => {
  let current = values;
  for (const key of path.split(".")) {
    if (typeof current !== "object" || current === null || !(key in current)) return false;
    current = (current as Record<string, unknown>)[key];
  }
  return true;
};

function fieldsAtFault<T extends FieldValues>(
  server: ServerError | null,
  values: T,
  reasons: ReasonMap<T>,
): Path<T>[] {
  const mapped = server?.reason ? reasons[server.reason] : undefined;
  if (mapped) return [mapped];
  const named = [server?.field ?? "", ...(server?.issues ?? []).map(({ field }) => field)];
  return [...new Set(named)].filter((path) => path && hasField(values, path)) as Path<T>[];
}

/** Put a failed call on the fields that it names, else on the form as a whole; what was typed stays. */
export function applyServerError<T extends FieldValues, C, O>(
  form: UseFormReturn<T, C, O>,
  error: unknown,
  { message, reasons = {} }: ApplyOptions<T>,
): void {
  const server = serverErrorOf(error);
  const type = server?.reason ?? "server";
  const fields = fieldsAtFault(server, form.getValues(), reasons);
  fields.forEach((field, index) => {
    form.setError(field, { type, message: message(error) }, { shouldFocus: index === 0 });
  });
  if (fields.length === 0) form.setError("root.server", { type, message: message(error) });
}
