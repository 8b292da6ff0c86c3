"use client";

import { serverErrorOf } from "../forms/server-error";
import { useErrorMessage } from "../forms/use-error-message";
import { ErrorState, type ErrorStateProps } from "./error-state";

/** What a failed query tells of itself. */
export interface FailedQuery {
  error: unknown;
  isRefetching: boolean;
  refetch: () => unknown;
}

export interface QueryErrorProps extends Pick<ErrorStateProps, "title" | "className"> {
  /** Of several, those that failed are asked again, and the first says why. */
  query: FailedQuery | readonly FailedQuery[];
}

/** A query failed: says why, as a failed form does, and offers to ask again. */
export function QueryError({ query, ...look }: QueryErrorProps) {
  const message = useErrorMessage();
  const failed = [query].flat().filter(({ error }) => error !== null);
  const error = failed[0]?.error;
  return (
    <ErrorState
      {...look}
      description={message(error)}
      onRetry={() => failed.forEach((each) => void each.refetch())}
      retrying={failed.some(({ isRefetching }) => isRefetching)}
      traceId={serverErrorOf(error)?.traceId ?? undefined}
    />
  );
}
